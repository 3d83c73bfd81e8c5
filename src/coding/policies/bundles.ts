import { inRanges, inScope, type Family, type Knowledge } from '../../knowledge/index.js';
import { citationsOf } from '../citations.js';
import type { Edit, NotSelected } from '../determination.js';
import type { DraftLine } from '../lines.js';
import { sidesOf } from '../sides.js';
import { findingOf, type Situation } from './circumstances.js';
import { refusal, type Step } from './steps.js';

/** Both lines name their sides and share none: nothing of one can be part of the other. */
function onOtherSides(a: DraftLine, b: DraftLine): boolean {
  const [left, right] = [sidesOf(a.services), sidesOf(b.services)];
  return left.size > 0 && right.size > 0 && ![...left].some((side) => right.has(side));
}

/** A rule of one payer or setting holds where the letter names it. */
const isInForce = ({ where }: Knowledge['policies']['bundles'][number], situation: Situation) =>
  where.length === 0 || findingOf(where, situation) !== undefined;

/**
 * Tells of a family whether all that it could report is part of a line that stands: nothing needs to be asked about
 * it then.
 */
export function partOf(
  lines: readonly DraftLine[],
  situation: Situation,
  { policies }: Knowledge,
): (family: Family) => boolean {
  const rules = policies.bundles.flatMap((rule) => {
    const owners = lines.filter(({ code, family }) => inScope(rule.into, code.code, family));
    const holds =
      owners.length > 0 &&
      isInForce(rule, situation) &&
      (rule.unless.length === 0 || findingOf(rule.unless, situation) === undefined);
    return holds ? [{ codes: rule.codes, owners: owners.map(({ family }) => family) }] : [];
  });
  return (family) => {
    const own = rules.filter(({ owners }) => owners.some((owner) => owner !== family));
    return (
      own.length > 0 &&
      [...family.codes.keys()].every((code) => own.some(({ codes }) => inRanges(code, codes)))
    );
  };
}

/** Takes off codes that are part of another line, unless the note shows a service of its own. */
export function applyBundles(
  drafts: readonly DraftLine[],
  situation: Situation,
  knowledge: Knowledge,
): Step {
  let kept = [...drafts];
  const notSelected: NotSelected[] = [];
  const edits: Edit[] = [];
  const rules = knowledge.policies.bundles.filter((rule) => isInForce(rule, situation));
  for (const rule of drafts.length < 2 ? [] : rules) {
    for (const draft of kept.filter(({ code }) => inRanges(code.code, rule.codes))) {
      const owner = kept.find(
        (other) =>
          other !== draft &&
          inScope(rule.into, other.code.code, other.family) &&
          !onOtherSides(draft, other),
      );
      if (!owner) continue;
      const codes = [owner.code.code, draft.code.code];
      const distinct = rule.unless.length > 0 ? findingOf(rule.unless, situation) : undefined;
      const edit = {
        id: rule.id,
        kind: 'policy',
        codes,
        citations: citationsOf(rule.cites, knowledge),
      } as const;
      if (distinct) {
        if (
          rule.modifier !== undefined &&
          !draft.modifiers.some(({ modifier }) => modifier === rule.modifier)
        ) {
          draft.modifiers.push({
            modifier: rule.modifier,
            reason: `The note documents a service of its own ("${distinct.excerpt}"), beside ${owner.code.code}.`,
          });
        }
        edits.push({
          ...edit,
          result: 'passed',
          text: `${draft.code.code} stands beside ${owner.code.code}: the note documents a service of its own.`,
        });
        continue;
      }
      kept = kept.filter((other) => other !== draft);
      notSelected.push(refusal(draft, rule.because, rule.id));
      edits.push({ ...edit, result: 'applied', text: rule.because });
    }
  }
  return { kept, notSelected, edits, queries: [] };
}
