import type { Family, FamilyCode, Knowledge, Panel } from '../../knowledge/index.js';
import { citationsOf } from '../citations.js';
import type { Edit, NotSelected } from '../determination.js';
import type { DraftLine } from '../lines.js';
import { refusal, type Step } from './steps.js';

function homeOf(
  code: string,
  { families }: Knowledge,
): { family: Family; code: FamilyCode } | undefined {
  for (const family of families.values()) {
    const entry = family.codes.get(code);
    if (entry) return { family, code: entry };
  }
  return undefined;
}

/** One line for each component, or undefined while one is missing. */
function linesFor(panel: Panel, drafts: readonly DraftLine[]): DraftLine[] | undefined {
  const found = panel.components.map((ways) =>
    drafts.find((draft) => ways.includes(draft.code.code) && draft.modifiers.length === 0),
  );
  return found.some((draft) => draft === undefined)
    ? undefined
    : [...new Set(found.flatMap((draft) => draft ?? []))];
}

const COVERED = new WeakMap<Panel, ReadonlySet<string>>();

/** The codes that a panel covers, its smaller panels taken apart. */
function covered(panel: Panel, panels: readonly Panel[]): ReadonlySet<string> {
  const known = COVERED.get(panel);
  if (known !== undefined) return known;
  const codes = new Set(panel.components.flat());
  for (const other of panels) {
    if (other !== panel && other.components.every((ways) => ways.some((code) => codes.has(code))))
      codes.add(other.code);
  }
  COVERED.set(panel, codes);
  return codes;
}

/**
 * Tests that all stand become their panel, largest panels first. A smaller panel that stands as a line counts
 * as its tests.
 */
export function applyPanels(drafts: readonly DraftLine[], knowledge: Knowledge): Step {
  const { panels } = knowledge.policies;
  let kept = [...drafts];
  const notSelected: NotSelected[] = [];
  const edits: Edit[] = [];
  for (const panel of panels) {
    const codes = covered(panel, panels);
    if (kept.filter((draft) => codes.has(draft.code.code)).length < 2) continue;
    const parts = panels.filter(
      ({ code }) => codes.has(code) && kept.some((draft) => draft.code.code === code),
    );
    const byParts = new Set(parts.flatMap(({ components }) => components.flat()));
    const open = panel.components.filter((ways) => !ways.some((code) => byParts.has(code)));
    const tests = linesFor({ ...panel, components: open }, kept);
    const smaller = kept.filter((draft) => parts.some(({ code }) => code === draft.code.code));
    const home = homeOf(panel.code, knowledge);
    if (tests === undefined || home === undefined || tests.length + smaller.length < 2) continue;
    const [first, ...rest] = [...smaller, ...tests];
    if (first === undefined) continue;
    const all = [first, ...rest];
    // A test that a standing panel holds already is told twice and is not billed beside it.
    const double = kept.filter(
      (draft) => !all.includes(draft) && codes.has(draft.code.code) && smaller.length > 0,
    );
    const line: DraftLine = {
      ...first,
      family: home.family,
      code: home.code,
      units: 1,
      rows: all.flatMap(({ rows }) => rows),
      services: all.flatMap(({ services }) => services),
      facts: all.flatMap(({ facts }) => facts),
      dx: all.flatMap(({ dx }) => dx),
      modifiers: [],
      assumptions: all.flatMap(({ assumptions }) => assumptions),
      reviews: all.flatMap(({ reviews }) => reviews),
      payerNotes: [...home.family.payerNotes, ...home.code.payerNotes],
    };
    for (const draft of all) draft.units -= 1;
    const gone = [...all.filter(({ units }) => units <= 0), ...double];
    kept = [line, ...kept.filter((draft) => !gone.includes(draft))];
    notSelected.push(...gone.map((draft) => refusal(draft, panel.because, panel.id)));
    edits.push({
      id: panel.id,
      kind: 'policy',
      codes: [panel.code, ...all.map(({ code }) => code.code)],
      result: 'applied',
      text: panel.because,
      citations: citationsOf(panel.cites, knowledge),
    });
  }
  return { kept, notSelected, edits, queries: [] };
}
