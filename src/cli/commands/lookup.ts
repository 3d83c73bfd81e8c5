import { catalogueOf } from '../../evaluation/index.js';
import { openEngine } from '../../service/engine.js';
import { formatIcd10cm, isDate, officialTables } from '../../terminology/index.js';
import { EXIT, Failure, wrongUsage } from '../exit.js';
import { codeFacts } from '../lookup/code-facts.js';
import { factsText } from '../lookup/facts-text.js';
import { searchWords } from '../lookup/search-words.js';
import { table } from '../table.js';
import { openCatalog, today } from './catalog.js';

export interface LookupOptions {
  readonly json: boolean;
  readonly date?: string;
  readonly limit: string;
  readonly knowledge?: string;
  readonly overlay?: string;
  readonly catalog?: string;
}

/** `lookup`: what is known of a code, or the codes that words lead to. */
export function lookup(words: readonly string[], options: LookupOptions): Promise<number> {
  const date = options.date ?? today();
  if (!isDate(date)) throw wrongUsage(`--date "${date}" is no date; write YYYY-MM-DD.`);
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1)
    throw wrongUsage('--limit must be a whole number from 1.');
  const { knowledge } = openEngine(options.knowledge, options.overlay);
  const catalogue = catalogueOf(knowledge);
  const day = officialTables(openCatalog(options.catalog), () => date).on(date);
  const question = words.join(' ').trim();
  const asked = question.toUpperCase();
  const facts = [asked, formatIcd10cm(asked)]
    .filter((code) => code !== undefined)
    .map((code) => codeFacts(code, knowledge, catalogue, day))
    .find((found) => found !== undefined);
  const print = (json: unknown, text: string) =>
    process.stdout.write(options.json ? `${JSON.stringify(json, null, 2)}\n` : text);
  if (facts !== undefined) {
    print(facts, factsText(facts, date));
    return Promise.resolve(EXIT.done);
  }
  const hits = searchWords(question, catalogue, day);
  if (hits.length === 0)
    throw new Failure(
      `Nothing is known of "${question}": no code of our tables or of an imported edition, and no title with these words.`,
    );
  const shown = hits.slice(0, limit);
  const more = hits.length > limit ? `${hits.length - limit} more; --limit shows them.\n` : '';
  print(
    shown,
    `${table(
      ['code', 'source', 'title'],
      shown.map(({ code, source, title }) => [code, source, title]),
    )}${more}`,
  );
  return Promise.resolve(EXIT.done);
}
