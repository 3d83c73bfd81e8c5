import type { Edit } from '../determination.js';
import type { DraftLine } from '../lines.js';
import { citationOf, type OfficialClaim } from './official-claim.js';

/** Primaries that are named in a message before the rest is counted. */
const NAMED = 8;

/** Add-on codes against CMS's own list of primaries, which our parents may differ from. */
export function checkAddOns(
  lines: readonly DraftLine[],
  limited: boolean,
  claim: OfficialClaim,
): Edit[] {
  const held = claim.day.addOns();
  if (held === undefined) return [];
  const { date } = claim.day;
  const present = new Set(lines.map(({ code }) => code.code));
  return [...present].flatMap((code): Edit[] => {
    const record = held.table.get(code);
    if (record === undefined) return [];
    const listed = record.primaries
      .filter(({ from, to }) => (from ?? date) <= date && date <= (to ?? date))
      .map((primary) => primary.code);
    const parents = listed.filter((primary) => present.has(primary));
    const named = listed.filter((primary) => primary !== 'CCCCC');
    const list = `${named.slice(0, NAMED).join(', ')}${named.length > NAMED ? ` and ${named.length - NAMED} more` : ''}`;
    const edit = (result: Edit['result'], text: string): Edit => ({
      id: `aoc.${code}`,
      kind: 'add-on',
      codes: [code, ...parents],
      result,
      text,
      citations: [citationOf(held.edition, `${code}, type ${record.type}`)],
    });
    if (parents.length > 0)
      return [
        edit(
          'passed',
          `${code} is an add-on of type ${record.type}; its primary ${parents.join(', ')} stands.`,
        ),
      ];
    if (record.type !== 1)
      return [
        edit(
          'passed',
          record.type === 2
            ? `${code} is an add-on of type 2: CMS lists no primaries, the Medicare contractor decides.`
            : `${code} is an add-on of type 3: none of the primaries that CMS lists (${list}) stands here; the Medicare contractor may accept another.`,
        ),
      ];
    if (limited)
      return [
        edit(
          'passed',
          `${code} is an add-on of type 1; its primary (${list}) is not part of the question.`,
        ),
      ];
    const text = `${code} is an add-on of type 1, and none of the primaries that CMS lists (${list}) stands on this claim.`;
    for (const line of lines) if (line.code.code === code) line.reviews.push(text);
    return [edit('applied', text)];
  });
}
