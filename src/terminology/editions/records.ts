import type { EditionFile } from './edition-file.js';

/** A table of records by code, read on demand: only the rows that are asked for become objects. */
export interface Records<T> {
  readonly size: number;
  get(key: string): T | undefined;
  /** In the order of the keys. */
  keys(): Iterable<string>;
  entries(): Iterable<readonly [string, T]>;
}

const byteOrder = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The sections of an edition that holds one record a key. */
export function packRecords(records: ReadonlyMap<string, unknown>): Record<string, Uint8Array> {
  const keys = [...records.keys()].sort(byteOrder);
  const keyEnds = new Uint32Array(keys.length + 1);
  const valueEnds = new Uint32Array(keys.length + 1);
  const values: Buffer[] = [];
  let keyEnd = 0;
  let valueEnd = 0;
  const keyText: Buffer[] = [];
  keys.forEach((key, index) => {
    const bytes = Buffer.from(key);
    const value = Buffer.from(JSON.stringify(records.get(key)));
    keyText.push(bytes);
    values.push(value);
    keyEnds[index + 1] = keyEnd += bytes.length;
    valueEnds[index + 1] = valueEnd += value.length;
  });
  return {
    keyEnds: new Uint8Array(keyEnds.buffer),
    valueEnds: new Uint8Array(valueEnds.buffer),
    keys: Buffer.concat(keyText),
    values: Buffer.concat(values),
  };
}

const asNumbers = (bytes: Uint8Array<ArrayBuffer>) =>
  new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
const asText = (bytes: Uint8Array<ArrayBuffer>) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The records of an edition written with `packRecords`. */
export function recordsOf<T>(file: EditionFile): Records<T> {
  const keyEnds = asNumbers(file.section('keyEnds'));
  const valueEnds = asNumbers(file.section('valueEnds'));
  const keys = asText(file.section('keys'));
  const values = asText(file.section('values'));
  const size = keyEnds.length - 1;
  const keyAt = (index: number) => keys.toString('utf8', keyEnds[index], keyEnds[index + 1]);
  const valueAt = (index: number) =>
    JSON.parse(values.toString('utf8', valueEnds[index], valueEnds[index + 1])) as T;
  return {
    size,
    get(key) {
      let low = 0;
      let high = size - 1;
      while (low <= high) {
        const middle = (low + high) >>> 1;
        const order = byteOrder(keyAt(middle), key);
        if (order === 0) return valueAt(middle);
        if (order < 0) low = middle + 1;
        else high = middle - 1;
      }
      return undefined;
    },
    *keys() {
      for (let index = 0; index < size; index += 1) yield keyAt(index);
    },
    *entries() {
      for (let index = 0; index < size; index += 1) yield [keyAt(index), valueAt(index)] as const;
    },
  };
}
