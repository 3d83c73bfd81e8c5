import type { MueRecord } from '../../terminology/index.js';
import type { Edit } from '../determination.js';
import type { DraftLine } from '../lines.js';
import { citationOf, type OfficialClaim } from './official-claim.js';

const MEANING: Readonly<Record<MueRecord['adjudication'], string>> = {
  1: 'counted for each claim line (MAI 1): units beyond it need a line of their own with a modifier that says why',
  2: 'absolute for a date of service, by the code itself or by policy (MAI 2): more units are not possible whatever is documented',
  3: 'per date of service from clinical data (MAI 3): more units are denied at first and may be paid on appeal where the record shows that they were needed',
};

/** The units of each code against its medically unlikely edit. Above it, the lines go to review; the count stays as documented. */
export function checkUnits(lines: readonly DraftLine[], claim: OfficialClaim): Edit[] {
  const table = claim.day.mue(claim.setting);
  if (table === undefined) return [];
  const supplier = claim.day.mue('dme');
  const edits: Edit[] = [];
  const within: string[] = [];
  for (const code of new Set(lines.map((line) => line.code.code))) {
    const own = lines.filter((line) => line.code.code === code);
    // A supply that practitioners cannot bill is a supplier's, who has a table of his own.
    const practitioner = table.table.get(code);
    const held =
      practitioner?.value === 0 && supplier?.table.get(code) !== undefined ? supplier : table;
    const record = held.table.get(code);
    if (record === undefined) continue;
    const citations = [
      citationOf(held.edition, `${code}, value ${record.value}, MAI ${record.adjudication}`),
    ];
    if (record.value === 0) {
      const text = `${code}: the value is 0, Medicare pays no unit of it; other payers decide for themselves.`;
      for (const line of own) {
        if (claim.medicare) line.reviews.push(text);
        else line.payerNotes.push(text);
      }
      edits.push({
        id: `mue.${code}`,
        kind: 'mue',
        codes: [code],
        result: 'applied',
        text,
        citations,
      });
      continue;
    }
    const units =
      record.adjudication === 1
        ? Math.max(...own.map((line) => line.units))
        : own.reduce((sum, line) => sum + line.units, 0);
    if (units <= record.value) {
      within.push(code);
      continue;
    }
    const text = `${code}: ${units} units, and the edit is ${record.value}, ${MEANING[record.adjudication]}.`;
    for (const line of own) line.reviews.push(text);
    edits.push({
      id: `mue.${code}`,
      kind: 'mue',
      codes: [code],
      result: 'applied',
      text: `${text} Basis: ${record.rationale}.`,
      citations,
    });
  }
  if (within.length > 0)
    edits.push({
      id: 'mue.within',
      kind: 'mue',
      codes: within,
      result: 'passed',
      text: 'The units are within the medically unlikely edits.',
      citations: [citationOf(table.edition, `rows of ${within.join(', ')}`)],
    });
  return edits;
}
