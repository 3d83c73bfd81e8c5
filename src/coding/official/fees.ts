import type { Knowledge } from '../../knowledge/index.js';
import { pfsRow } from '../../terminology/index.js';
import type { Edit } from '../determination.js';
import type { DraftLine } from '../lines.js';
import { citationOf, type OfficialClaim } from './official-claim.js';

/**
 * The fee schedule's indicators on a claim: status and global period of each code, and modifiers that its indicators do not allow. A
 * status is Medicare's business: it goes to review where the note names Medicare, and is a payer note otherwise.
 */
export function checkFees(
  lines: readonly DraftLine[],
  claim: OfficialClaim,
  knowledge: Knowledge,
): Edit[] {
  const held = claim.day.fees();
  const policy = knowledge.policies.feeIndicators;
  if (held === undefined || policy === undefined) return [];
  const meaning = (field: string, value: string) => policy.meanings[field]?.[value] ?? value;
  const edits: Edit[] = [];
  const globals: string[] = [];
  const seen = new Set<string>();
  for (const line of lines) {
    const { code } = line.code;
    const record = held.table.get(code);
    const row = record && pfsRow(record);
    if (row === undefined) continue;
    if (!seen.has(code)) globals.push(`${code} ${row.global} (${meaning('global', row.global)})`);
    const edit = (id: string, text: string, place: string): Edit => ({
      id: `pfs.${id}.${code}`,
      kind: 'indicator',
      codes: [code],
      result: 'applied',
      text,
      citations: [citationOf(held.edition, `${code}, ${place}`)],
    });
    if (policy.remarked.includes(row.status)) {
      const text = `${code} has status ${row.status} in the fee schedule: ${meaning('status', row.status)}.`;
      if (claim.medicare) line.reviews.push(text);
      else line.payerNotes.push(`Medicare: ${text}`);
      if (!seen.has(code)) edits.push(edit('status', text, `status ${row.status}`));
    }
    for (const { modifier } of line.modifiers) {
      for (const rule of policy.modifiers.filter(({ modifiers }) => modifiers.includes(modifier))) {
        const value = row[rule.field];
        if (rule.with.includes(value)) continue;
        const text = `${code}-${modifier}: the fee schedule's indicator is ${value}, ${meaning(rule.field, value)}.`;
        line.reviews.push(text);
        edits.push(edit(modifier, text, `${rule.field} ${value}`));
      }
    }
    seen.add(code);
  }
  if (globals.length > 0)
    edits.push({
      id: 'pfs.global',
      kind: 'global',
      codes: [...seen],
      result: 'passed',
      text: `Global periods: ${globals.join('; ')}. Services of another day within one need a modifier that says why.`,
      citations: [citationOf(held.edition, `global period of ${[...seen].join(', ')}`)],
    });
  return edits;
}
