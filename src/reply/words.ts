import { words as compiledWords } from './generated/templates.js';

/** templates/words.yaml as compiled: the customer's words for the codes that the program uses inside. */
export type Words = typeof compiledWords;

export const words: Words = compiledWords;

/**
 * The words at `[table, key]` or `[table, key, part]`. A table with an entry named `default` answers
 * every key; in any other table a key without words is a fault, and throws.
 */
export function lookUpWord(from: Words, path: readonly string[]): string {
  const [tableName = '', key = '', part] = path;
  const table = from[tableName];
  const own = (name: string) =>
    table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
  const entry = own(key) ?? own('default');
  const found = part === undefined || typeof entry !== 'object' ? entry : entry[part];
  if (typeof found === 'string') return found;
  throw new Error(
    `templates/words.yaml has no words for ${path.join('.')}; add them, or a "default" entry.`,
  );
}

/** True when a table names the key itself, without its fallback. */
export function hasOwnWords(from: Words, tableName: string, key: string): boolean {
  const table = from[tableName];
  return table !== undefined && Object.hasOwn(table, key);
}
