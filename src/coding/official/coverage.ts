import { support, type ArticleRecord, type ArticlesOfCode } from '../../terminology/index.js';
import type { Edit } from '../determination.js';
import type { DraftLine } from '../lines.js';
import { citationOf, type OfficialClaim } from './official-claim.js';

/** Articles that a message names before the rest is counted. */
const NAMED = 4;

/**
 * Diagnoses of each line against the coverage articles that name its code. Articles belong to regions, which the note seldom
 * tells: one that supports the line is enough; none makes a payer note, and a review where the note names Medicare.
 */
export function checkCoverage(lines: readonly DraftLine[], claim: OfficialClaim): Edit[] {
  const held = claim.day.coverage();
  if (held === undefined) return [];
  return lines.flatMap((line): Edit[] => {
    const { code } = line.code;
    const named = held.table.get(`code ${code}`) as ArticlesOfCode | undefined;
    const articles = (named?.articles ?? []).flatMap((id) => {
      const article = held.table.get(id) as ArticleRecord | undefined;
      return article === undefined ? [] : [{ id, article }];
    });
    const dx = line.dx.map((each) => each.code);
    const listing = articles.filter(({ article }) => support(article, 'none') === 'not-listed');
    if (listing.length === 0 || dx.length === 0) return [];
    const supporting = listing.filter(({ article }) =>
      dx.some((each) => support(article, each) === 'covered'),
    );
    const list = (entries: typeof listing) =>
      `${entries
        .slice(0, NAMED)
        .map(({ id }) => id)
        .join(', ')}${entries.length > NAMED ? ` and ${entries.length - NAMED} more` : ''}`;
    const edit = (result: Edit['result'], text: string, place: string): Edit => ({
      id: `coverage.${code}`,
      kind: 'coverage',
      codes: [code, ...dx],
      result,
      text,
      citations: [citationOf(held.edition, place)],
    });
    if (supporting.length > 0)
      return [
        edit(
          'passed',
          `${code}: of ${listing.length} coverage articles that list diagnoses, ${supporting.length} list one of this line (${list(supporting)}). Read the article of the contractor; a group may be bound to some codes.`,
          list(supporting),
        ),
      ];
    const text = `${code}: none of the ${listing.length} coverage articles that list diagnoses for it (${list(listing)}) lists ${dx.join(', ')}.`;
    if (claim.medicare) line.reviews.push(text);
    else line.payerNotes.push(`Medicare: ${text}`);
    return [edit('applied', text, list(listing))];
  });
}
