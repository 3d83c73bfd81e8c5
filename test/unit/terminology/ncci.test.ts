import fc from 'fast-check';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  counts,
  PairBuilder,
  pairsOf,
  type PairRule,
} from '../../../src/terminology/editions/pairs.js';
import type { AddOnRecord } from '../../../src/terminology/importers/aoc.js';
import type { MueRecord } from '../../../src/terminology/importers/mue.js';
import { Catalog } from '../../../src/terminology/index.js';
import {
  PTP_PREAMBLE,
  releaseFile,
  take,
  tempFolder,
  workbook,
  zipFile,
} from '../../helpers/releases.js';

const ROWS = [
  '11111\t22222\t*\t19960101\t*\t0\tMore extensive procedure',
  '11111\t33333\t\t20100101\t20151231\t1\tMisuse of Column Two code with Column One code',
  '11111\t33333\t\t20200401\t*\t0\tMisuse of Column Two code with Column One code',
  '22222\tG0001\t\t20200101\t20200101\t9\tMutually exclusive procedures',
  '44444\t11111\t\t20260701\t*\t1\tSequential procedure',
];
const part = (rows: readonly string[], preamble: readonly string[] = PTP_PREAMBLE, end = '\r\n') =>
  [...preamble, ...rows, ''].join(end);

describe('PTP edits', () => {
  it('answer by column order, date, indicator and window', async () => {
    const path = releaseFile('ccipra-v323r0-f1.txt', part(ROWS));
    const { catalog, results } = await take('ptp', [path]);
    expect(results).toMatchObject([
      {
        result: 'imported',
        edition: { setting: 'practitioner', effective: '2026-10-01', rows: 5 },
      },
    ]);
    const { table } = catalog.pairs('2026-11-01', 'practitioner') ?? {};
    const on = (one: string, two: string, date: number) => table?.rule(one, two, date)?.indicator;
    expect(on('11111', '22222', 20261101)).toBe(0);
    expect(on('22222', '11111', 20261101)).toBeUndefined();
    expect(
      [20091231, 20100101, 20151231, 20160101, 20200331, 20200401].map((date) =>
        on('11111', '33333', date),
      ),
    ).toEqual([undefined, 1, 1, undefined, undefined, 0]);
    expect(on('22222', 'G0001', 20200101)).toBeUndefined();
    expect(on('44444', '11111', 20260630)).toBeUndefined();
    expect(on('44444', '11111', 20260701)).toBe(1);
    expect(on('99999', '11111', 20260701)).toBeUndefined();
    expect(table?.partners('11111', 20261101).map(({ one, two }) => `${one}/${two}`)).toEqual([
      '11111/22222',
      '11111/33333',
      '44444/11111',
    ]);
    expect(table?.rule('11111', '22222', 20261101)).toMatchObject({
      early: true,
      rationale: 'More extensive procedure',
    });
  });

  it.each([
    ['LF and a byte order mark', `\u00ef\u00bb\u00bf${part(ROWS, PTP_PREAMBLE, '\n')}`],
    ['eight lines of preamble', part(ROWS, ['Release notes', '', ...PTP_PREAMBLE])],
    ['nine lines of preamble', part(ROWS, ['a', 'b', 'c', ...PTP_PREAMBLE])],
    ['no preamble', part(ROWS, [])],
    ['no line break at the end', part(ROWS).trimEnd()],
  ])('are read alike with %s', async (_what, text) => {
    const path = releaseFile('ccioph-v323r0-f1.txt', Buffer.from(text, 'latin1'));
    const { catalog } = await take('ptp', [path]);
    expect(catalog.pairs('2026-10-01', 'hospital')?.table.size).toBe(5);
  });

  it('are read from the txt of an archive, all parts together, and from workbooks', async () => {
    const rows = part(ROWS.slice(0, 3));
    const more = part(ROWS.slice(3));
    const sheet = await workbook(
      part(ROWS)
        .split('\r\n')
        .map((line) => line.split('\t')),
    );
    const first = await zipFile('practitioner-1.zip', {
      'ccipra-v323r0-f1.txt': rows,
      'ccipra-v323r0-f1.xlsx': 'never read, for the txt is there',
    });
    const second = await zipFile('practitioner-2.zip', { 'ccipra-v323r0-f2.txt': more });
    const zipped = await take('ptp', [first, second]);
    const sheets = await take('ptp', [releaseFile('ccipra-v323r0-f1.xlsx', sheet)]);
    const all = ({ catalog }: typeof zipped) => [
      ...(catalog.pairs('2026-10-01', 'practitioner')?.table.all() ?? []),
    ];
    expect(all(zipped)).toHaveLength(5);
    expect(all(sheets)).toEqual(all(zipped));
  });

  it.each([
    ['a cut last line', part(ROWS).slice(0, -30), /line 11: has \d columns; expected column 1/],
    [
      'a date that is none',
      part([...ROWS, '1111A\t2222B\t\t20261301\t*\t1\tx']),
      /line 12: "20261301" is no effective date: expected YYYYMMDD/,
    ],
    [
      'an indicator that is none',
      part(['11111\t22222\t\t20200101\t*\t5\tx']),
      /line 7: modifier indicator "5" is not 0, 1 or 9/,
    ],
    [
      'a stranger among the rows',
      part([...ROWS, 'Total\t5\t\t\t\t\t']),
      /line 12: expected a column one and a column two code, found "Total"/,
    ],
    [
      'other columns',
      'HCPCS,MOD,STATUS\r\n11111,,A\r\n',
      /has no row with a column one and a column two code/,
    ],
    ['UTF-16', Buffer.from(`\ufeff${part(ROWS)}`, 'utf16le'), /line 1: is UTF-16/],
  ])('are refused with %s, and nothing is kept', async (_what, content, message) => {
    const folder = tempFolder();
    const path = releaseFile('ccipra-v323r0-f1.txt', content);
    await expect(take('ptp', [path], new Catalog(folder))).rejects.toThrow(message);
    await expect(take('ptp', [path], new Catalog(folder))).rejects.toThrow(
      /^ccipra-v323r0-f1\.txt/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('are refused when a part is missing, an archive is cut, or nothing says for whom and from when', async () => {
    const dir = tempFolder();
    const one = releaseFile('ccipra-v323r0-f1.txt', part(ROWS), dir);
    const three = releaseFile('ccipra-v323r0-f3.txt', part(ROWS), dir);
    await expect(take('ptp', [one, three])).rejects.toThrow('part f2 of the release is missing');
    const whole = readFileSync(await zipFile('p.zip', { 'ccipra-v323r0-f1.txt': part(ROWS) }));
    const cut = releaseFile('cut.zip', whole.subarray(0, whole.length - 30), dir);
    await expect(take('ptp', [cut])).rejects.toThrow(/cut\.zip: is no readable zip archive/);
    const nameless = releaseFile('edits.txt', part(ROWS), dir);
    await expect(take('ptp', [nameless])).rejects.toThrow('Add --effective YYYY-MM-DD');
    await expect(take('ptp', [nameless], undefined, { effective: '2026-10-01' })).rejects.toThrow(
      'Add --setting practitioner|hospital',
    );
    await expect(take('ptp', [join(dir, 'absent.txt')])).rejects.toThrow('no such file');
  });

  it('are refused when damaged inside the archive', async () => {
    const path = await zipFile('p.zip', { 'ccipra-v323r0-f1.txt': part(ROWS) });
    const bytes = readFileSync(path);
    // The stored bytes begin behind the local header and the name.
    const at = bytes.indexOf('f1.txt') + 20;
    bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    writeFileSync(path, bytes);
    await expect(take('ptp', [path])).rejects.toThrow();
  });

  it('are held side by side by edition, and the date of service chooses', async () => {
    const { catalog } = await take('ptp', [releaseFile('ccipra-v322r0-f1.txt', part(ROWS))]);
    const changed = [...ROWS.slice(1), '55555\t11111\t\t20261001\t*\t0\tSequential procedure'];
    const next = releaseFile('ccipra-v323r0-f1.txt', part(changed));
    const preview = await take('ptp', [next], catalog, { dryRun: true });
    expect(preview.results).toMatchObject([
      {
        result: 'would-import',
        changes: { added: ['55555/11111'], removed: ['11111/22222'], changed: [] },
      },
    ]);
    expect(catalog.editions).toHaveLength(1);
    await take('ptp', [next], catalog);
    const held = new Catalog(catalog.folder);
    const edition = (date: string) => held.pairs(date, 'practitioner')?.edition.effective;
    expect(edition('2026-09-30')).toBe('2026-07-01');
    expect(edition('2026-10-01')).toBe('2026-10-01');
    // Rows carry their own dates, so the first edition held answers for earlier days too.
    expect(edition('2015-03-01')).toBe('2026-07-01');
    expect(
      held.pairs('2015-03-01', 'practitioner')?.table.rule('11111', '33333', 20150301)?.indicator,
    ).toBe(1);
    const again = await take('ptp', [next], held);
    expect(again.results).toMatchObject([{ result: 'already-held' }]);
    const few = releaseFile('ccipra-v330r0-f1.txt', part(ROWS.slice(0, 2)));
    await expect(take('ptp', [few], held)).rejects.toThrow(
      /holds 2 rows, the edition of 2026-10-01 5/,
    );
    expect((await take('ptp', [few], held, { allowFewer: true })).results).toMatchObject([
      { result: 'imported' },
    ]);
  });

  it('answer as the rows say, for any windows and any date', () => {
    const code = fc.constantFrom('00100', '11111', '22222', 'G0001', 'J9999', '0001T');
    const date = fc.integer({ min: 0, max: 40 }).map((step) => 20200101 + step);
    const rule = fc.record({
      effective: date,
      deletion: fc.oneof(fc.constant(0), date),
      indicator: fc.constantFrom(0 as const, 1 as const, 9 as const),
      rationale: fc.constantFrom('a', 'b'),
      early: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(code, code, rule), { maxLength: 60 }), date, (rows, day) => {
        const builder = new PairBuilder();
        for (const [one, two, each] of rows) builder.add(one, two, each);
        const sections = builder.pack();
        const table = pairsOf({
          edition: { kind: 'ptp', effective: '2020-01-01', rows: rows.length, sources: [] },
          section: (name) => new Uint8Array(sections[name] ?? []),
        });
        expect(table.size).toBe(rows.length);
        for (const [one, two] of rows) {
          const own = rows.filter((row) => row[0] === one && row[1] === two).map((row) => row[2]);
          const active = own.filter((each: PairRule) => counts(each, day));
          const found = table.rule(one, two, day);
          if (active.length === 0) expect(found).toBeUndefined();
          else expect(active).toContainEqual(found);
          expect(table.rows(one, two)).toHaveLength(own.length);
        }
      }),
      { numRuns: 200 },
    );
  });
});

const MUE_HEAD =
  '"CPT codes are copyright\nof their owner.\nAll rights reserved.",,,\r\n"HCPCS/\nCPT Code",Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\r\n';

describe('medically unlikely edits', () => {
  it('are read from csv behind a preamble in one cell, and from a workbook', async () => {
    const text = `${MUE_HEAD}11111,2,3 Date of Service Edit: Clinical,Clinical: Data\r\nA1111,0,1 Line Edit,"CMS, Policy"\r\n`;
    const csv = await take('mue', [
      releaseFile('MCR_MUE_PractitionerServices_Eff_10-01-2026.csv', text),
    ]);
    expect(csv.results).toMatchObject([
      { edition: { setting: 'practitioner', effective: '2026-10-01', rows: 2 } },
    ]);
    const sheet = await workbook([
      ['Copyright'],
      [
        'HCPCS/\nCPT Code',
        'DME Supplier Services MUE Values',
        'MUE Adjudication Indicator',
        'MUE Rationale',
      ],
      ['A1111', '7', '1 Line Edit', 'CMS Policy'],
    ]);
    const dme = await take('mue', [
      await zipFile('dme.zip', { 'MCR_MUE_DMESupplierServices_Eff_10-01-2026.xlsx': sheet }),
    ]);
    const get = ({ catalog }: typeof csv, setting: 'practitioner' | 'dme', code: string) =>
      catalog.records<MueRecord>('mue', '2026-10-01', setting)?.table.get(code);
    expect(get(csv, 'practitioner', '11111')).toEqual({
      value: 2,
      adjudication: 3,
      rationale: 'Clinical: Data',
    });
    expect(get(csv, 'practitioner', 'A1111')?.rationale).toBe('CMS, Policy');
    expect(get(dme, 'dme', 'A1111')?.value).toBe(7);
  });

  it.each([
    [
      'an unfinished quotation',
      `${MUE_HEAD}11111,2,3 Date,"Clin`,
      /line 6: the table cannot be read on/,
    ],
    ['a row cut short', `${MUE_HEAD}11111,2\r\n`, /line 6: expected an adjudication indicator/],
    [
      'units that are none',
      `${MUE_HEAD}11111,two,1 Line Edit,x\r\n`,
      /line 6: expected a number of units for 11111, found "two"/,
    ],
    [
      'other columns',
      'code,units\r\n11111,2\r\n',
      /has no header row with the columns "HCPCS\/CPT Code"/,
    ],
    ['nothing in it', '', /is empty/],
  ])('are refused with %s', async (_what, text, message) => {
    const path = releaseFile('MCR_MUE_PractitionerServices_Eff_10-01-2026.csv', text);
    await expect(take('mue', [path])).rejects.toThrow(message);
  });
});

const AOC_HEAD = [
  'Add-On_Code',
  'AOC_Edit_Type',
  'Primary_Code',
  'AOC_Del_Dt(Julian)',
  'Primary_Code_Del_Dt(Julian)',
  'AOC_Edit_Eff_Dt(Julian)',
  'AOC_Edit_Del_Dt(Julian)',
  'Special_Instruction_Notes',
];

describe('add-on code edits', () => {
  it('keep types, windows and notes of the workbook', async () => {
    const sheet = await workbook([
      AOC_HEAD,
      ['11112', '1', '11111', '', '', '2013091', '', ''],
      ['11112', '1', '11110', '', '2024366', '2013091', '', ''],
      ['22223', '2', 'CCCCC', '', '', '2020001', '', 'The contractor decides.'],
    ]);
    const { catalog, results } = await take('aoc', [
      await zipFile('aoc.zip', {
        'AOC_V2026Q1-MCR.xlsx': sheet,
        'AOC_V2026Q1-MCR.txt': 'other form',
      }),
    ]);
    expect(results).toMatchObject([{ edition: { effective: '2026-01-01', rows: 3 } }]);
    const get = (code: string) =>
      catalog.records<AddOnRecord>('aoc', '2026-01-01')?.table.get(code);
    expect(get('11112')).toEqual({
      type: 1,
      primaries: [
        { code: '11110', from: '2013-04-01', to: '2024-12-31' },
        { code: '11111', from: '2013-04-01' },
      ],
      notes: [],
    });
    expect(get('22223')).toMatchObject({ type: 2, notes: ['The contractor decides.'] });
  });

  it('take the type from the primaries in the fixed-width file', async () => {
    const line = (addOn: string, primary: string) => `${addOn}      ${primary}   2013091`;
    const text = [
      line('11112', '11111'),
      line('22223', 'CCCCC'),
      line('33334', '11111'),
      line('33334', 'CCCCC'),
    ].join('\r\n');
    const { catalog } = await take('aoc', [releaseFile('AOC_V2026Q1-MCR.txt', text)]);
    const type = (code: string) =>
      catalog.records<AddOnRecord>('aoc', '2026-01-01')?.table.get(code)?.type;
    expect(['11112', '22223', '33334'].map(type)).toEqual([1, 2, 3]);
  });

  it.each([
    [
      'a day that no year has',
      ['11112', '1', '11111', '', '', '2013400', '', ''],
      /row|line 2: "2013400" is no date: expected year and day/,
    ],
    [
      'a type that is none',
      ['11112', '7', '11111', '', '', '', '', ''],
      /line 2: expected the edit type 1, 2 or 3, found "7"/,
    ],
    [
      'no primary',
      ['11112', '1', '', '', '', '', '', ''],
      /line 2: expected an add-on code and its primary code/,
    ],
  ])('are refused with %s', async (_what, row, message) => {
    const path = releaseFile('AOC_V2026Q1-MCR.xlsx', await workbook([AOC_HEAD, row]));
    await expect(take('aoc', [path])).rejects.toThrow(message);
  });
});

describe('a catalog folder', () => {
  it('names the file when an edition in it was cut', async () => {
    const { catalog } = await take('ptp', [releaseFile('ccipra-v323r0-f1.txt', part(ROWS))]);
    const [name = ''] = readdirSync(catalog.folder);
    const path = join(catalog.folder, name);
    writeFileSync(path, readFileSync(path).subarray(0, -8));
    expect(() => new Catalog(catalog.folder)).toThrow(
      /ptp\.practitioner\.2026-10-01\.edition is not a whole edition/,
    );
  });

  it('may be empty, absent, or hold strange files', () => {
    const dir = tempFolder();
    mkdirSync(join(dir, 'downloads'));
    writeFileSync(join(dir, 'notes.txt'), 'ours');
    expect(new Catalog(dir).editions).toEqual([]);
    expect(new Catalog(join(dir, 'absent')).editions).toEqual([]);
  });
});
