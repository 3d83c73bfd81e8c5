import type { Knowledge } from '../../knowledge/index.js';
import type { Held, PairRule, PairTable } from '../../terminology/index.js';
import { citationsOf } from '../citations.js';
import { dedupe } from '../diagnoses.js';
import type { Edit, NotSelected } from '../determination.js';
import type { DraftLine } from '../lines.js';
import { refusal, type Step } from '../policies/steps.js';
import type { DraftQuery } from '../queries.js';
import { relationBetween, type NoteContext } from '../relations.js';
import { citationOf, type OfficialClaim } from './official-claim.js';

/** Two lines of a claim that an edit names, in the order of its columns. */
interface Hit {
  readonly first: DraftLine;
  readonly second: DraftLine;
  readonly rule: PairRule;
}

function hitsOf(lines: readonly DraftLine[], table: PairTable, date: number): Hit[] {
  const hits: Hit[] = [];
  for (const first of lines)
    for (const second of lines) {
      if (first.code.code === second.code.code) continue;
      const rule = table.rule(first.code.code, second.code.code, date);
      if (rule !== undefined) hits.push({ first, second, rule });
    }
  return hits;
}

const dayNumber = ({ day }: OfficialClaim) => Number(day.date.replaceAll('-', ''));

/** "20240101" as the file has it, for the reader who looks the row up. */
function rowOf({ first, second, rule }: Hit): string {
  const until = rule.deletion === 0 ? '' : `, until ${rule.deletion}`;
  return `${first.code.code} / ${second.code.code}, effective ${rule.effective}${until}, modifier indicator ${rule.indicator}`;
}

function editOf(hit: Hit, held: Held<PairTable>, result: Edit['result'], text: string): Edit {
  return {
    id: `ptp.${hit.first.code.code}-${hit.second.code.code}`,
    kind: 'ptp',
    codes: [hit.first.code.code, hit.second.code.code],
    result,
    text,
    citations: [citationOf(held.edition, rowOf(hit))],
  };
}

const because = ({ rationale }: PairRule) => (rationale === '' ? '' : ` (${rationale})`);

/** Takes off the column two code of a pair that no modifier lets stand: indicator 0. */
export function applyAbsolutePairs(lines: readonly DraftLine[], claim: OfficialClaim): Step {
  const held = claim.day.pairs(claim.setting);
  const notSelected: NotSelected[] = [];
  const edits: Edit[] = [];
  if (held === undefined) return { kept: lines, notSelected, edits, queries: [] };
  const gone = new Set<DraftLine>();
  for (const hit of hitsOf(lines, held.table, dayNumber(claim))) {
    const { first, second, rule } = hit;
    // A column one line that went itself takes nothing with it.
    if (rule.indicator !== 0 || gone.has(first) || gone.has(second)) continue;
    gone.add(second);
    const text = `${second.code.code} is column two of ${first.code.code} and no modifier lets it stand beside it (indicator 0)${because(rule)}.`;
    const edit = editOf(hit, held, 'applied', text);
    notSelected.push(refusal(second, text, edit.id));
    edits.push(edit);
  }
  return { kept: lines.filter((line) => !gone.has(line)), notSelected, edits, queries: [] };
}

const modifiersOf = ({ modifiers }: DraftLine) => modifiers.map(({ modifier }) => modifier);

/** The modifier that answers the edit already: one that says so itself, or places that differ. */
function answered(
  { first, second }: Hit,
  policy: NonNullable<Knowledge['policies']['pairEdits']>,
): string | undefined {
  const [one, two] = [modifiersOf(first), modifiersOf(second)];
  const said = [...two, ...one].find((modifier) => policy.lifts.includes(modifier));
  if (said !== undefined) return said;
  const places = [one, two].map((own) => own.filter((each) => policy.places.includes(each)));
  const apart =
    places.every((own) => own.length > 0) && !places[0]?.some((each) => places[1]?.includes(each));
  return apart ? places.map((own) => own.join(' ')).join(' and ') : undefined;
}

function queryOf(hit: Hit, policy: NonNullable<Knowledge['policies']['pairEdits']>): DraftQuery {
  const { first, second } = hit;
  const name = ({ code }: DraftLine) => `${code.code} (${code.label})`;
  const fill = (text: string) =>
    text.replaceAll('{one}', name(first)).replaceAll('{two}', name(second));
  return {
    element: 'distinct-service',
    about: `${second.code.label}, ${first.code.label}`,
    question: fill(policy.ask),
    indicators: dedupe([...second.services, ...first.services].map(({ support }) => support)),
    outcomes: [
      { answer: 'Distinct', result: fill(policy.distinct) },
      { answer: 'Not distinct', result: fill(policy.same) },
    ],
  };
}

/**
 * Pairs whose indicator allows a modifier. One that stands already is enough; the policy's own is set only where the note
 * documents distinct services; where it does not, the column two line goes to review and the question is asked.
 */
export function checkPairs(
  lines: readonly DraftLine[],
  claim: OfficialClaim,
  note: NoteContext,
  knowledge: Knowledge,
): { edits: Edit[]; queries: DraftQuery[] } {
  const held = claim.day.pairs(claim.setting);
  const policy = knowledge.policies.pairEdits;
  if (held === undefined || policy === undefined) return { edits: [], queries: [] };
  const edits: Edit[] = [];
  const queries: DraftQuery[] = [];
  const hits = hitsOf(lines, held.table, dayNumber(claim));
  for (const hit of hits) {
    const { first, second, rule } = hit;
    const pair = `${second.code.code} is column two of ${first.code.code} (indicator 1)${because(rule)}`;
    const known = answered(hit, policy);
    const cited = (edit: Edit): Edit => ({
      ...edit,
      citations: [...edit.citations, ...citationsOf(policy.cites, knowledge)],
    });
    if (known !== undefined) {
      edits.push(editOf(hit, held, 'passed', `${pair}; ${known} answers the edit.`));
    } else if (relationBetween(first.services, second.services, note) === 'separate') {
      second.modifiers.push({
        modifier: policy.modifier,
        reason: `The note documents services that are distinct (with ${first.code.code}).`,
      });
      second.payerNotes.push(...policy.payerNotes);
      const text = `${pair}; the note documents distinct services, so ${policy.modifier} stands on ${second.code.code}.`;
      edits.push(cited(editOf(hit, held, 'applied', text)));
    } else {
      const review = policy.review.replaceAll('{one}', first.code.code);
      if (!second.reviews.includes(review)) second.reviews.push(review);
      edits.push(cited(editOf(hit, held, 'applied', `${pair}. ${review}`)));
      queries.push(queryOf(hit, policy));
    }
  }
  if (hits.length === 0 && lines.length > 1) {
    const codes = [...new Set(lines.map(({ code }) => code.code))];
    edits.push({
      id: 'ptp.none',
      kind: 'ptp',
      codes,
      result: 'passed',
      text: 'No two codes of this claim are a column one / column two pair.',
      citations: [citationOf(held.edition, `${held.edition.rows} rows looked through`)],
    });
  }
  return { edits, queries };
}
