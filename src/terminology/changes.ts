import type { Catalog } from './editions/catalog.js';
import type { Edition } from './editions/edition.js';
import { counts, type PairTable, pairsOf } from './editions/pairs.js';
import type { Reading } from './importers/importer.js';

/** What an edition brings against the one before it. Keys are codes, or "column one/column two". */
export interface Changes {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** The pairs that count on a day, with what they say. */
function activePairs(table: PairTable, day: number): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const { one, two, rule } of table.all())
    if (counts(rule, day)) pairs.set(`${one}/${two}`, `${rule.indicator} ${rule.rationale}`);
  return pairs;
}

function compare(before: Iterable<readonly [string, string]>, after: Map<string, string>): Changes {
  const added = new Set(after.keys());
  const removed: string[] = [];
  const changed: string[] = [];
  for (const [key, value] of before) {
    const now = after.get(key);
    added.delete(key);
    if (now === undefined) removed.push(key);
    else if (now !== value) changed.push(key);
  }
  return { added: [...added], removed, changed };
}

/** Compares a reading with an edition that is held. Pairs are compared as they stand on the first day of each edition. */
export function changesOf(
  catalog: Catalog,
  before: Edition,
  edition: Edition,
  reading: Reading,
): Changes {
  const day = ({ effective }: Edition) => Number(effective.replaceAll('-', ''));
  if ('pairs' in reading) {
    const sections = reading.pairs.pack();
    const table = pairsOf({
      edition,
      section: (name) => new Uint8Array(sections[name] ?? new Uint8Array()),
    });
    return compare(
      activePairs(catalog.pairsIn(before).table, day(before)),
      activePairs(table, day(edition)),
    );
  }
  const after = new Map<string, string>();
  for (const [key, record] of reading.records) after.set(key, JSON.stringify(record));
  const known = catalog.recordsIn(before).table.entries();
  return compare(
    (function* () {
      for (const [key, record] of known) yield [key, JSON.stringify(record)] as const;
    })(),
    after,
  );
}
