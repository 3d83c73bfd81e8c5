import { fromCompactDate } from '../editions/edition.js';
import { Header } from '../sources/columns.js';
import { ImportError } from '../sources/import-error.js';
import { forEachLine } from '../sources/lines.js';
import { forEachRow } from '../sources/rows.js';
import type { Source } from '../sources/source.js';
import type { Importer, NamedEdition } from './importer.js';
import { fullYear, monthStart } from './names.js';

/** A HCPCS Level II code or modifier. Fields that the file leaves empty are absent. */
export interface HcpcsRecord {
  readonly kind: 'procedure' | 'modifier';
  readonly long: string;
  readonly short: string;
  /** C contractor judgment, D special instructions, I not payable by Medicare, M non-covered, S excluded by statute. */
  readonly coverage?: string;
  readonly pricing?: readonly string[];
  readonly multiplePricing?: string;
  readonly crossReference?: readonly string[];
  readonly statute?: string;
  readonly betos?: string;
  readonly typeOfService?: readonly string[];
  readonly anesthesiaUnits?: string;
  /** YYYY-MM-DD, as the two that follow. */
  readonly added?: string;
  readonly effective?: string;
  /** Last date of service on which the code may be reported. */
  readonly terminated?: string;
  readonly action?: string;
}

/** Where a file has its fields; lists are cut into pieces of one width. */
interface Raw {
  readonly code: string;
  readonly record: string;
  readonly long: string;
  readonly short: string;
  readonly pricing: readonly string[];
  readonly multiplePricing: string;
  readonly statute: string;
  readonly crossReference: readonly string[];
  readonly coverage: string;
  readonly betos: string;
  readonly typeOfService: readonly string[];
  readonly anesthesiaUnits: string;
  readonly added: string;
  readonly effective: string;
  readonly terminated: string;
  readonly action: string;
}

/** "HCPC2026_JAN_ANWEB_v2.txt", "october-2025-alpha-numeric-hcpcs-file.zip", "HCPC2019_CONTR_ANWEB.txt" (January). */
function nameSays(name: string): NamedEdition {
  const match = /HCPC(\d{4})_([A-Z]{3})(?:[A-Z]*)_/i.exec(name) ?? undefined;
  const words = /([a-z]{3,9})-(\d{4})-alpha-?numeric/i.exec(name);
  const year = /HCPC(\d{4})/i.exec(name);
  const effective =
    (match && monthStart(fullYear(match[1] ?? ''), match[2] ?? '')) ??
    (words && monthStart(fullYear(words[2] ?? ''), words[1] ?? '')) ??
    (year && monthStart(fullYear(year[1] ?? ''), 'jan')) ??
    undefined;
  return effective === undefined ? {} : { effective };
}

const filled = (values: readonly string[]) => values.filter((value) => value !== '');

class Table {
  readonly records = new Map<string, HcpcsRecord>();
  private last: { code: string; record: string } | undefined;

  constructor(private readonly source: Source) {}

  add(raw: Raw, line: number): void {
    const { code, record } = raw;
    const fail = (message: string): never => {
      throw new ImportError(this.source.name, line, message);
    };
    if (!/^(?:[A-Z]\d{4}|[A-Z0-9]{2})$/.test(code))
      fail(`expected a HCPCS code or modifier, found "${code}".`);
    if (record === '4' || record === '8') {
      const before = this.records.get(code);
      if (before === undefined || this.last?.code !== code)
        return fail(`continues the description of ${code}, whose first line is missing.`);
      this.records.set(code, { ...before, long: `${before.long} ${raw.long}`.trim() });
      return;
    }
    if (record !== '3' && record !== '7')
      fail(
        `expected the record id 3, 4, 7 or 8 for ${code}, found "${record}". The file may be cut or have other columns.`,
      );
    if (raw.long === '') fail(`${code} has no description.`);
    const date = (text: string, what: string): string | undefined => {
      if (text === '' || /^0+$/.test(text)) return undefined;
      const day = fromCompactDate(text);
      return day ?? fail(`"${text}" is no ${what} date of ${code}: expected YYYYMMDD.`);
    };
    const dates = {
      added: date(raw.added, 'added'),
      effective: date(raw.effective, 'effective'),
      terminated: date(raw.terminated, 'termination'),
    };
    const entry: HcpcsRecord = {
      kind: record === '3' ? 'procedure' : 'modifier',
      long: raw.long,
      short: raw.short,
      ...list('pricing', raw.pricing),
      ...list('crossReference', raw.crossReference),
      ...list('typeOfService', raw.typeOfService),
      ...text('coverage', raw.coverage),
      ...text('multiplePricing', raw.multiplePricing),
      ...text('statute', raw.statute),
      ...text('betos', raw.betos),
      ...text('anesthesiaUnits', raw.anesthesiaUnits),
      ...text('added', dates.added ?? ''),
      ...text('effective', dates.effective ?? ''),
      ...text('terminated', dates.terminated ?? ''),
      ...text('action', raw.action),
    };
    this.last = { code, record };
    this.records.set(code, entry);
  }
}

const text = (name: string, value: string) => (value === '' ? {} : { [name]: value });
const list = (name: string, values: readonly string[]) =>
  filled(values).length === 0 ? {} : { [name]: filled(values) };

/** The record without its filler; 320 characters in 2019, cut behind the action code since. */
const SHORTEST_LINE = 285;

async function readFixed(source: Source): Promise<Table> {
  const table = new Table(source);
  await forEachLine(source, (line, number) => {
    const at = (from: number, to: number) => line.slice(from - 1, to).trim();
    const many = (from: number, width: number, count: number) =>
      Array.from({ length: count }, (_, index) =>
        at(from + index * width, from + (index + 1) * width - 1),
      );
    if (line.trim() === '') return;
    // Disclaimers stand before the first record.
    const isRecord = /^(?:[A-Z]\d{4}| {3}[A-Z0-9]{2})[0-9 ]{5}[3478]/.test(line);
    if (!isRecord && table.records.size === 0) return;
    if (!isRecord)
      throw new ImportError(source.name, number, 'expected a code in 1-5 and a record id in 11.');
    const record = at(11, 11);
    if (line.length < SHORTEST_LINE && (record === '3' || record === '7'))
      throw new ImportError(
        source.name,
        number,
        `has ${line.length} characters, expected 293 to 320. The file may be cut: download it again.`,
      );
    table.add(
      {
        code: at(1, 5),
        record,
        long: at(12, 91),
        short: at(92, 119),
        pricing: many(120, 2, 4),
        multiplePricing: at(128, 128),
        statute: at(171, 180),
        crossReference: many(205, 5, 5),
        coverage: at(230, 230),
        betos: at(257, 259),
        typeOfService: many(261, 1, 5),
        anesthesiaUnits: at(266, 268),
        added: at(269, 276),
        effective: at(277, 284),
        terminated: at(285, 292),
        action: at(293, 293),
      },
      number,
    );
  });
  return table;
}

const named = (...names: string[]) => ({ names });
const perhaps = (...names: string[]) => ({ names, optional: true });

async function readTable(source: Source): Promise<Table> {
  const table = new Table(source);
  const header = new Header(source.name, {
    code: named('HCPC'),
    record: named('RECID'),
    long: named('LONG DESCRIPTION'),
    short: named('SHORT DESCRIPTION'),
    price1: perhaps('PRICE1'),
    price2: perhaps('PRICE2'),
    price3: perhaps('PRICE3'),
    price4: perhaps('PRICE4'),
    multiplePricing: perhaps('MULT_PI'),
    statute: perhaps('STATUTE'),
    xref1: perhaps('XREF1'),
    xref2: perhaps('XREF2'),
    xref3: perhaps('XREF3'),
    xref4: perhaps('XREF4'),
    xref5: perhaps('XREF5'),
    coverage: named('COV'),
    betos: perhaps('BETOS'),
    tos1: perhaps('TOS1'),
    tos2: perhaps('TOS2'),
    tos3: perhaps('TOS3'),
    tos4: perhaps('TOS4'),
    tos5: perhaps('TOS5'),
    anesthesiaUnits: perhaps('ANEST_BU'),
    added: named('ADD DT'),
    effective: named('ACT EFF DT'),
    terminated: named('TERM DT'),
    action: perhaps('ACTION CD'),
  });
  await forEachRow(source, (cells, line) => {
    if (header.skips(cells)) return;
    const cell = (column: Parameters<typeof header.cell>[1]) => header.cell(cells, column);
    table.add(
      {
        code: cell('code').toUpperCase(),
        record: cell('record'),
        long: cell('long'),
        short: cell('short'),
        pricing: (['price1', 'price2', 'price3', 'price4'] as const).map(cell),
        multiplePricing: cell('multiplePricing'),
        statute: cell('statute'),
        crossReference: (['xref1', 'xref2', 'xref3', 'xref4', 'xref5'] as const).map(cell),
        coverage: cell('coverage'),
        betos: cell('betos'),
        typeOfService: (['tos1', 'tos2', 'tos3', 'tos4', 'tos5'] as const).map(cell),
        anesthesiaUnits: cell('anesthesiaUnits'),
        added: cell('added'),
        effective: cell('effective'),
        terminated: cell('terminated'),
        action: cell('action'),
      },
      line,
    );
  });
  header.require();
  return table;
}

/**
 * HCPCS Level II codes and modifiers: the fixed-width txt, xlsx or csv of a quarterly update.
 * Source: CMS, "HCPCS Quarterly Update, Alpha-Numeric HCPCS File".
 */
export const hcpcs: Importer = {
  kind: 'hcpcs',
  title: 'HCPCS Level II, alpha-numeric file (CMS, quarterly)',
  settings: [],
  inArchives: [/^HCPC.*ANWEB.*\.txt$/i, /^HCPC.*ANWEB.*\.xlsx$/i, /^HCPC.*\.csv$/i],
  nameSays,
  async read(sources) {
    const records = new Map<string, HcpcsRecord>();
    for (const source of sources) {
      const table = source.extension === '.txt' ? await readFixed(source) : await readTable(source);
      for (const [code, record] of table.records) records.set(code, record);
    }
    if (records.size === 0)
      throw new ImportError(
        sources[0]?.name ?? 'hcpcs',
        undefined,
        'has no HCPCS record: expected a code in 1-5 and a record id in 11. Import the ANWEB file of the release.',
      );
    return { rows: records.size, records };
  },
};
