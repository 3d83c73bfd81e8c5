import { isStale } from '../../terminology/index.js';
import type { Edit } from '../determination.js';
import type { DraftLine } from '../lines.js';
import { citationOf, type OfficialClaim } from './official-claim.js';

const COVERAGE: Readonly<Record<string, string>> = {
  I: 'not payable by Medicare',
  M: 'not covered by Medicare',
  S: 'not covered by Medicare, by law',
};

const isLevelTwo = (code: string) => /^[A-Z]\d{4}$/.test(code);

/** HCPCS Level II codes against the edition of the day: in it, not terminated, and what Medicare covers. */
export function checkHcpcs(lines: readonly DraftLine[], claim: OfficialClaim): Edit[] {
  const held = claim.day.hcpcs();
  if (held === undefined) return [];
  const { day, medicare } = claim;
  const edits: Edit[] = [];
  for (const code of new Set(lines.map((line) => line.code.code).filter(isLevelTwo))) {
    const record = held.table.get(code);
    const own = lines.filter((line) => line.code.code === code);
    const tell = (text: string, review: boolean) => {
      for (const line of own) {
        if (review) line.reviews.push(text);
        else line.payerNotes.push(text);
      }
      edits.push({
        id: `hcpcs.${code}`,
        kind: 'code-set',
        codes: [code],
        result: 'applied',
        text,
        citations: [citationOf(held.edition, code)],
      });
    };
    if (record === undefined) {
      // An old file says nothing of codes that came after it.
      if (!isStale(held.edition, day.date))
        tell(`${code} is not in the HCPCS file of ${held.edition.effective}.`, true);
    } else if (record.terminated !== undefined && record.terminated < day.date)
      tell(`${code} was terminated; its last date of service is ${record.terminated}.`, true);
    else if (record.added !== undefined && record.added > day.date)
      tell(`${code} counts from ${record.added}, after the date of service.`, true);
    else if (record.coverage !== undefined && COVERAGE[record.coverage] !== undefined)
      tell(
        `${code}: ${COVERAGE[record.coverage] ?? ''} (coverage code ${record.coverage}).`,
        medicare,
      );
  }
  return edits;
}
