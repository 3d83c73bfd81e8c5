import { excludes1Between, isStale, notesFor, seventhFor } from '../../terminology/index.js';
import type { Edit } from '../determination.js';
import type { FoundDiagnosis } from '../found-diagnosis.js';
import { citationOf, type OfficialClaim } from './official-claim.js';

/** What the official files say of the diagnoses: edits, and why some of them must be looked at, by code. */
export interface DiagnosisChecks {
  readonly edits: readonly Edit[];
  readonly reviews: ReadonlyMap<string, string>;
}

/** Notes that hold only where the note documents what they name: the reply reminds of them. */
const REMINDERS = [
  { kind: 'codeFirst', asks: 'another code before it' },
  { kind: 'useAdditionalCode', asks: 'an additional code' },
] as const;

/** Levels whose notes speak of single conditions; those of sections and chapters remind of everything at once. */
const isOfCode = (level: string) => !/^(?:chapter|section) /.test(level);

/**
 * ICD-10-CM codes against the edition of the day: valid and not a header, kept apart by Excludes1, sequence and additional
 * codes that the Tabular List asks for.
 * @param codes in the order in which they are reported
 */
export function checkDiagnoses(codes: readonly string[], claim: OfficialClaim): DiagnosisChecks {
  const { day } = claim;
  const order = day.icd10cm();
  const tabular = day.tabular();
  const edits: Edit[] = [];
  const reviews = new Map<string, string>();
  const review = (code: string, text: string) =>
    reviews.set(code, [reviews.get(code), text].filter(Boolean).join(' '));
  const valid: string[] = [];
  for (const code of order === undefined ? [] : codes) {
    const entry = order?.table.get(code);
    if (entry?.reportable === true) {
      valid.push(code);
      continue;
    }
    if (order === undefined || (entry === undefined && isStale(order.edition, day.date))) continue;
    const seventh = tabular && seventhFor(code, tabular.table);
    const text =
      entry === undefined
        ? `${code} is not in the ICD-10-CM edition that counts from ${order.edition.effective}.`
        : `${code} is a header and may not be reported: it needs further characters${seventh === undefined ? '' : ` (7th: ${Object.keys(seventh).join(', ')})`}.`;
    review(code, text);
    edits.push({
      id: `icd10cm.${code}`,
      kind: 'diagnosis',
      codes: [code],
      result: 'applied',
      text,
      citations: [citationOf(order.edition, code)],
    });
  }
  if (order !== undefined && valid.length > 0)
    edits.push({
      id: 'icd10cm.valid',
      kind: 'diagnosis',
      codes: valid,
      result: 'passed',
      text: 'The diagnosis codes are valid for reporting.',
      citations: [citationOf(order.edition, valid.join(', '))],
    });
  if (tabular === undefined) return { edits, reviews };
  const edit = (
    id: string,
    own: readonly string[],
    result: Edit['result'],
    text: string,
    level: string,
  ) => {
    edits.push({
      id,
      kind: 'diagnosis',
      codes: [...own],
      result,
      text,
      citations: [citationOf(tabular.edition, `notes at ${level}`)],
    });
  };
  codes.forEach((code, index) => {
    for (const other of codes.slice(index + 1)) {
      const note = excludes1Between(code, other, tabular.table);
      if (note === undefined) continue;
      const text = `Excludes1 at ${note.level} ("${note.text}"): ${code} and ${other} are reported together only where the two conditions are unrelated.`;
      review(other, text);
      edit(`excludes1.${code}-${other}`, [code, other], 'applied', text, note.level);
    }
    for (const { kind, asks } of REMINDERS) {
      const notes = notesFor(code, kind, tabular.table).filter(({ level }) => isOfCode(level));
      const [note] = notes;
      if (note === undefined) continue;
      const text = `${code}: where documented, the Tabular List at ${note.level} asks for ${asks}: ${notes.map((each) => each.text).join('; ')}.`;
      edit(`${kind}.${code}`, [code], 'passed', text, note.level);
    }
  });
  return { edits, reviews };
}

/** The diagnoses with the reasons why some must be looked at. */
export function withReviews(
  found: readonly FoundDiagnosis[],
  { reviews }: DiagnosisChecks,
): FoundDiagnosis[] {
  return found.map((each) => {
    const reason = reviews.get(each.code);
    return reason === undefined
      ? each
      : { ...each, review: [each.review, reason].filter(Boolean).join(' ') };
  });
}
