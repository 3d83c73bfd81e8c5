import type { Knowledge } from '../knowledge/index.js';
import { citationsOf } from './citations.js';
import { isHeld, type OfficialClaim } from './official/index.js';
import type { Edit } from './determination.js';
import type { DraftLine } from './lines.js';
import { relationBetween, type NoteContext } from './relations.js';

/**
 * Add-on codes need a parent on the claim; without one they are taken off.
 * @param limited the question is limited to some services: where these are add-ons alone, the parent is not asked about
 */
export function applyAddOnEdit(
  drafts: readonly DraftLine[],
  limited: boolean,
  knowledge: Knowledge,
): { kept: DraftLine[]; removed: DraftLine[]; edits: Edit[] } {
  const present = new Set(drafts.map(({ code }) => code.code));
  const alone = limited && drafts.every(({ code }) => code.addOn !== undefined);
  const edits: Edit[] = [];
  const removed: DraftLine[] = [];
  const checked = new Set<string>();
  for (const draft of drafts) {
    const { addOn, code } = draft.code;
    if (!addOn) continue;
    const parents = addOn.parents.filter((parent) => present.has(parent));
    if (parents.length === 0 && !alone) removed.push(draft);
    if (checked.has(code)) continue;
    checked.add(code);
    edits.push({
      id: `add-on.${code}`,
      kind: 'add-on',
      codes: [code, ...parents],
      result: parents.length > 0 || alone ? 'passed' : 'applied',
      text:
        parents.length > 0
          ? `Add-on ${code} stands with its parent ${parents.join(', ')}.`
          : alone
            ? `Add-on ${code} goes beside its parent (${addOn.parents.join(', ')}), which the question leaves out.`
            : `Add-on ${code} has no parent (${addOn.parents.join(', ')}) on this claim and was taken off.`,
      citations: citationsOf(['ncci-aoc'], knowledge),
    });
  }
  return { kept: drafts.filter((draft) => !removed.includes(draft)), removed, edits };
}

/**
 * Column one / column two pairs of the policies. The modifier goes on the column two line, and only
 * where the note shows distinct lesions; where it does not, both lines go to review.
 */
export function applyDistinctServices(
  drafts: readonly DraftLine[],
  note: NoteContext,
  knowledge: Knowledge,
): Edit[] {
  const edits: Edit[] = [];
  for (const policy of knowledge.policies.distinctServices) {
    for (const { one, two } of policy.pairs) {
      for (const first of drafts.filter(({ code }) => code.code === one)) {
        for (const second of drafts.filter(({ code }) => two.includes(code.code))) {
          const relation = relationBetween(first.services, second.services, note);
          const codes = [one, second.code.code];
          const known = second.modifiers.some(({ modifier }) => modifier === policy.modifier);
          if (relation === 'separate') {
            if (!known) {
              second.modifiers.push({
                modifier: policy.modifier,
                reason: `${policy.reason} (with ${one})`,
              });
              second.payerNotes.push(...policy.payerNotes);
            }
          } else {
            for (const draft of [first, second]) {
              if (!draft.reviews.includes(policy.unclear)) draft.reviews.push(policy.unclear);
            }
          }
          edits.push({
            id: `${policy.id}.${one}-${second.code.code}`,
            kind: 'ptp',
            codes,
            result: 'applied',
            text:
              relation === 'separate'
                ? `${second.code.code} is column two of ${one}; the lesions are distinct, so ${policy.modifier} stands on ${second.code.code}.`
                : `${second.code.code} is column two of ${one}. ${policy.unclear}`,
            citations: citationsOf(policy.cites, knowledge),
          });
        }
      }
    }
  }
  return edits;
}

/**
 * A code that stands on two lines (different diagnoses) needs a sign that the second is a further
 * lesion and no repeated entry.
 */
export function markFurtherLesions(drafts: readonly DraftLine[], knowledge: Knowledge): void {
  const [policy] = knowledge.policies.distinctServices;
  if (!policy) return;
  const seen: DraftLine[] = [];
  for (const draft of drafts) {
    const { code, addOn } = draft.code;
    const own = draft.modifiers.map(({ modifier }) => modifier);
    // A side or a digit of its own shows already that the line is no repetition.
    const repeated = seen.some(
      (other) =>
        other.code.code === code &&
        own.every((modifier) => other.modifiers.some((known) => known.modifier === modifier)),
    );
    if (repeated && !addOn && draft.family.reads === 'lesions') {
      draft.modifiers.push({
        modifier: policy.modifier,
        reason: `A further lesion under ${code}, with a diagnosis of its own.`,
      });
      draft.payerNotes.push(...policy.payerNotes);
    }
    seen.push(draft);
  }
}

/** Published edits that neither this knowledge nor the catalog carries, said plainly. */
export function editsNotRun(knowledge: Knowledge, official: OfficialClaim | undefined): Edit[] {
  const missing = knowledge.editions.notLoaded.filter(
    ({ table }) => official === undefined || !isHeld(table, official),
  );
  return missing.map(({ id, kind, text, cites }) => ({
    id,
    kind,
    codes: [],
    result: 'not-run',
    text,
    citations: citationsOf(cites, knowledge),
  }));
}
