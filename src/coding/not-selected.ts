import type { Documentation, DocumentedService } from '../documentation/types.js';
import {
  describeCell,
  labelOfDiagnosis,
  testCell,
  type Family,
  type Knowledge,
} from '../knowledge/index.js';
import type { NotSelected } from './determination.js';
import type { FoundDiagnosis } from './found-diagnosis.js';
import { describeFact } from './facts.js';
import type { CaseResult } from './evaluate.js';
import type { DraftLine } from './lines.js';

/** A family with the services it was given and what its table said. */
export interface Evaluated {
  readonly family: Family;
  readonly services: readonly DocumentedService[];
  readonly results: readonly CaseResult[];
}

/** Our label of a code; empty for a code that no family describes. */
export function labelOf(code: string, { homes }: Knowledge): string {
  return homes.get(code)?.codes.get(code)?.label ?? '';
}

/** The cell of a code's row that the documented facts do not meet, in words. */
function whyNot(
  code: string,
  { family, results }: Evaluated,
  knowledge: Knowledge,
): { rule: string; reason: string } | undefined {
  for (const row of family.rows.filter(({ report }) =>
    report.some((entry) => entry.code === code),
  )) {
    for (const { tableCase } of results) {
      for (const [name, cell] of row.cells) {
        const fact = tableCase.facts.get(name);
        const spec = family.elements.get(name);
        if (!fact || !spec || testCell(cell, fact.value) !== 'not-met') continue;
        const needed = describeCell(cell, spec, knowledge.lexicon);
        const found = describeFact(fact, knowledge.lexicon);
        const known =
          fact.state === 'assumed'
            ? `nothing is documented and ${found} is assumed`
            : `documented is ${found}`;
        return { rule: row.id, reason: `It needs ${spec.label}: ${needed}; ${known}.` };
      }
    }
  }
  return undefined;
}

/** Codes that the met rows name as usual mistakes. */
export function mistakesAvoided(
  evaluated: readonly Evaluated[],
  knowledge: Knowledge,
): NotSelected[] {
  return evaluated.flatMap(({ results }) =>
    results.flatMap(({ outcome, missing }) =>
      outcome.kind === 'met' && missing.length === 0
        ? outcome.row.notSelected.map(({ code, because }) => ({
            code,
            label: labelOf(code, knowledge),
            reason: because,
            rule: outcome.row.id,
            proposed: false,
          }))
        : [],
    ),
  );
}

/** Codes of services that gave way to a more extensive one of their family. */
export function outranked(evaluated: readonly Evaluated[], knowledge: Knowledge): NotSelected[] {
  return evaluated.flatMap(({ results }) =>
    results.flatMap(({ outcome }) =>
      outcome.kind === 'outranked'
        ? outcome.codes.map((code) => ({
            code,
            label: labelOf(code, knowledge),
            reason: `Of several services of this family only the most extensive is reported: row ${outcome.by.id}.`,
            rule: outcome.by.id,
            proposed: false,
          }))
        : [],
    ),
  );
}

/** What becomes of codes that the sender named: a proposal is confirmed by the note or refused, never followed. */
export function judgeProposals(
  documentation: Documentation,
  lines: readonly DraftLine[],
  diagnoses: readonly FoundDiagnosis[],
  evaluated: readonly Evaluated[],
  refused: readonly NotSelected[],
  knowledge: Knowledge,
): NotSelected[] {
  const codes = [...new Set(documentation.proposedCodes.map(({ code }) => code.toUpperCase()))];
  return codes.flatMap((code): NotSelected[] => {
    if (lines.some((line) => line.code.code === code)) return [];
    if (diagnoses.some((entry) => entry.code === code)) return [];
    const earlier = refused.find((entry) => entry.code === code);
    if (earlier) return [{ ...earlier, proposed: true }];
    const family = knowledge.homes.get(code);
    const dx = labelOfDiagnosis(code, knowledge.diagnoses);
    if (!family) {
      return [
        dx !== undefined
          ? {
              code,
              label: dx,
              reason: 'The note does not state this diagnosis with these details.',
              rule: 'diagnoses',
              proposed: true,
            }
          : {
              code,
              label: '',
              reason:
                'No family of this edition holds this code; it was neither confirmed nor refused. Check it by hand.',
              rule: 'not-covered',
              proposed: true,
            },
      ];
    }
    const label = labelOf(code, knowledge);
    const own = evaluated.find((entry) => entry.family.id === family.id);
    const why = own ? whyNot(code, own, knowledge) : undefined;
    const open = own?.results.some(({ missing }) => missing.length > 0) ?? false;
    const reason = open
      ? 'The note leaves open what decides this code; see the question.'
      : (why?.reason ?? `The note documents no performed service that "${family.title}" answers.`);
    return [
      {
        code,
        label,
        reason,
        rule: open ? `${family.id}.open` : (why?.rule ?? family.id),
        proposed: true,
      },
    ];
  });
}

/** One entry per code: a proposal's entry wins, then the first. */
export function mergeNotSelected(
  entries: readonly NotSelected[],
  reported: ReadonlySet<string>,
): NotSelected[] {
  const byCode = new Map<string, NotSelected>();
  for (const entry of entries) {
    if (reported.has(entry.code)) continue;
    const known = byCode.get(entry.code);
    if (!known || (entry.proposed && !known.proposed)) byCode.set(entry.code, entry);
  }
  return [...byCode.values()];
}
