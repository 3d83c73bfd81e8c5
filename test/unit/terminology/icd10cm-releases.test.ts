import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { AddendumChange } from '../../../src/terminology/importers/icd10cm-addenda.js';
import type { Icd10cmEntry } from '../../../src/terminology/importers/icd10cm-order.js';
import type { TabularEntry } from '../../../src/terminology/importers/icd10cm-tabular.js';
import { icd10cmEdition } from '../../../src/terminology/importers/icd10cm-names.js';
import type { Kind } from '../../../src/terminology/index.js';
import { OFFICIAL_DATA, releaseFile, take, zipFile } from '../../helpers/releases.js';

const missing = !existsSync(OFFICIAL_DATA);
const skipped = missing ? ' (skipped: ../shared/data is not on this machine)' : '';

async function tableOf<T>(kind: Kind, path: string, date: string) {
  const { catalog } = await take(kind, [path]);
  const table = catalog.records<T>(kind, date)?.table;
  if (table === undefined) throw new Error(`No edition of ${kind} counts on ${date}.`);
  return table;
}

describe('names of ICD-10-CM files', () => {
  it.each([
    ['icd10cm-order-2026.txt', '2025-10-01'],
    ['icd10cm_order_2026.txt in 2026-code-descriptions.zip', '2025-10-01'],
    ['icd10cm_tabular_2021.xml', '2020-10-01'],
    ['icd10c-tabular-April-1-2026.xml', '2026-04-01'],
    ['icd10cm-drug-April-2025.csv', '2025-04-01'],
    ['icd10cm-order-2026.txt in 2026-code-descriptions-april-1-2026.zip', '2026-04-01'],
    ['icd10cm_order_addenda_2026.txt in update-effective-jan-2026.zip', '2026-01-01'],
    ['order.txt', undefined],
  ])('%s counts from %s', (name, effective) => {
    expect(icd10cmEdition(name).effective).toBe(effective);
  });
});

const order = (number: number, code: string, flag: string, short: string, long: string) =>
  `${String(number).padStart(5, '0')} ${code.padEnd(7)} ${flag} ${short.padEnd(60)} ${long}`;
const ORDER = [
  order(1, 'Q01', '0', 'Made group', 'Made group of conditions'),
  order(2, 'Q010', '1', 'Made condition', 'Made condition, long title'),
  order(3, 'Z999', '1', 'Made dependence', 'Made dependence, long title'),
].join('\r\n');

describe('the order file', () => {
  it('gives codes with their dot and tells headers from reportable codes', async () => {
    const path = await zipFile('2026-code-descriptions-tabular-order.zip', {
      'icd10cm-order-2026.txt': ORDER,
      'icd10cm-order-addenda-2026.txt': 'another table',
      'icd10cm-codes-2026.txt': 'Q010    Made condition',
    });
    const table = await tableOf<Icd10cmEntry>('icd10cm-order', path, '2026-01-01');
    expect(table.get('Q01')?.reportable).toBe(false);
    expect(table.get('Q01.0')).toEqual({
      reportable: true,
      short: 'Made condition',
      long: 'Made condition, long title',
    });
  });

  it.each([
    ['another file', 'code,title\r\nQ01.0,x', /line 1: expected the order number in columns 1-5/],
    ['a cut line', ORDER.slice(0, -85), /line 3: expected the order number/],
    [
      'a cut title',
      ORDER.slice(0, -20),
      /line 3: the long title of Z99\.9 ends before its short one/,
    ],
    [
      'cut between lines',
      ORDER.split('\r\n').slice(0, 2).join('\r\n'),
      /ends with Q01\.0; an order file ends with codes in Z or U/,
    ],
    ['empty but for blank lines', '\r\n\r\n', /holds no code/],
    ['UTF-16', Buffer.from(`\ufeff${ORDER}`, 'utf16le'), /line 1: is UTF-16/],
    [
      'missing lines',
      `${ORDER}\r\n${order(9, 'Z9991', '1', 'x', 'x')}`,
      /line 4: has order number 9 behind 3/,
    ],
  ])('is refused when it is %s', async (_what, text, message) => {
    await expect(
      take('icd10cm-order', [releaseFile('icd10cm-order-2026.txt', text)]),
    ).rejects.toThrow(message);
  });
});

const ADDENDA = [
  `Add:         1 Q0100   ${'Made condition'.padEnd(60)} Made condition, long`,
  `Revise from: 0 Q01     ${'Old title'.padEnd(60)} Old title`,
  `Revise to:   0 Q01     ${'New title'.padEnd(60)} New title`,
  '',
  'Headers',
  '  23324 headers in the file before',
  '      0 additions',
  '      0 deletions',
  '      1 revisions',
  'of which',
  '      1 revisions to both long and short titles',
  '',
  'Codes',
  '      1 additions',
  '      0 deletions',
  '      0 revisions',
].join('\r\n');

describe('the addenda', () => {
  it('give the changes of a code and stop at the summary', async () => {
    const path = releaseFile('icd10cm-order-addenda-2026.txt', ADDENDA);
    const table = await tableOf<AddendumChange[]>('icd10cm-addenda', path, '2026-01-01');
    expect(table.get('Q01')?.map(({ change, short }) => [change, short])).toEqual([
      ['revise-from', 'Old title'],
      ['revise-to', 'New title'],
    ]);
    expect(table.get('Q01.00')).toEqual([
      { change: 'add', reportable: true, short: 'Made condition', long: 'Made condition, long' },
    ]);
  });

  it.each([
    ['a line that is no change', ADDENDA.replace('Add:', 'Plus:'), /line 1: expected "Add:"/],
    [
      'no summary',
      ADDENDA.slice(0, ADDENDA.indexOf('Headers')),
      /has no summary with its number of additions at its end/,
    ],
    [
      'a summary that is cut',
      ADDENDA.slice(0, ADDENDA.indexOf('      1 additions')),
      /holds 1 additions, its summary says 0/,
    ],
    [
      'fewer changes than the summary says',
      ADDENDA.split('\r\n').slice(1).join('\r\n'),
      /holds 0 additions, its summary says 1/,
    ],
    ['nothing but blank lines', '\r\n\r\n', /has no summary/],
  ])('are refused with %s', async (_what, text, message) => {
    const path = releaseFile('icd10cm-order-addenda-2026.txt', text);
    await expect(take('icd10cm-addenda', [path])).rejects.toThrow(message);
  });
});

const TABULAR = `<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.tabular>
  <version>2026</version>
  <introduction><note>Not a note of a code (A00-B99)</note></introduction>
  <chapter>
    <name>1</name><desc>Made chapter (Q00-Q99)</desc>
    <useAdditionalCode><note>code for resistance (Z16.-)</note></useAdditionalCode>
    <sectionIndex><sectionRef first="Q00" last="Q09" id="Q00-Q09">Made section</sectionRef></sectionIndex>
    <section id="Q00-Q09">
      <desc>Made section (Q00-Q09)</desc>
      <diag>
        <name>Q01</name><desc>Made group &amp; more</desc>
        <excludes1><note>another condition (Q20-Q29)</note><note>a third (Q30.-, Q31.2)</note></excludes1>
        <sevenChrDef><extension char="A">initial encounter</extension><extension char="D">subsequent encounter</extension></sevenChrDef>
        <diag><name>Q01.0</name><desc>Made condition</desc><codeFirst><note>the cause</note></codeFirst></diag>
      </diag>
    </section>
  </chapter>
</ICD10CM.tabular>`;

describe('the Tabular List', () => {
  it('keeps notes at their level, with the codes they name, and the way up', async () => {
    const path = releaseFile('icd10cm-tabular-2026.xml', TABULAR);
    const table = await tableOf<TabularEntry>('icd10cm-tabular', path, '2025-10-01');
    expect([...table.keys()]).toEqual(['Q01', 'Q01.0', 'chapter 1', 'section Q00-Q09']);
    expect(table.get('Q01')).toEqual({
      title: 'Made group & more',
      parent: 'section Q00-Q09',
      notes: {
        excludes1: [
          { text: 'another condition (Q20-Q29)', codes: ['Q20-Q29'] },
          { text: 'a third (Q30.-, Q31.2)', codes: ['Q30', 'Q31.2'] },
        ],
      },
      seventh: { A: 'initial encounter', D: 'subsequent encounter' },
    });
    expect(table.get('chapter 1')?.notes.useAdditionalCode?.[0]?.codes).toEqual(['Z16']);
    expect(table.get('Q01.0')).toMatchObject({
      parent: 'Q01',
      notes: { codeFirst: [{ text: 'the cause' }] },
    });
  });

  it('nests sections in those that hold no codes, and a code in the level that it continues', async () => {
    const section = (id: string, inner: string) =>
      `<section id="${id}"><desc>Made (${id})</desc>${inner}</section>`;
    const diag = (name: string, inner = '') =>
      `<diag><name>${name}</name><desc>Made</desc>${inner}</diag>`;
    const text = `<ICD10CM.tabular><chapter><name>1</name><desc>Made (Q00-Q99)</desc>${[
      section('Q00-Q40', ''),
      section('Q10-Q29', ''),
      section('Q10-Q19', diag('Q10')),
      section('Q30-Q35', diag('Q30')),
      section('Q50', diag('Q50', diag('Q50.01', diag('Q50.01A') + diag('Q50.02')))),
    ].join('')}</chapter></ICD10CM.tabular>`;
    const path = releaseFile('icd10cm-tabular-2026.xml', text);
    const table = await tableOf<TabularEntry>('icd10cm-tabular', path, '2025-10-01');
    expect(
      Object.fromEntries([...table.entries()].map(([key, { parent }]) => [key, parent])),
    ).toEqual({
      'chapter 1': undefined,
      'section Q00-Q40': 'chapter 1',
      'section Q10-Q29': 'section Q00-Q40',
      'section Q10-Q19': 'section Q10-Q29',
      'section Q30-Q35': 'section Q00-Q40',
      'section Q50': 'chapter 1',
      Q10: 'section Q10-Q19',
      Q30: 'section Q30-Q35',
      Q50: 'section Q50',
      'Q50.01': 'Q50',
      'Q50.01A': 'Q50.01',
      'Q50.02': 'Q50',
    });
  });

  it.each([
    ['cut', TABULAR.slice(0, 900), /line \d+: is not well-formed XML .*cut or damaged/],
    [
      'another document',
      '<ICD10CM.index><letter/></ICD10CM.index>',
      /line 1: has <ICD10CM.index> at its top, expected <ICD10CM.tabular>/,
    ],
    ['without a diagnosis', '<ICD10CM.tabular></ICD10CM.tabular>', /holds no diagnosis/],
    ['no XML at all', 'Q01.0 Made condition', /line 1: is not well-formed XML/],
    ['UTF-16', Buffer.from(`\ufeff${TABULAR}`, 'utf16le'), /line 1: is UTF-16/],
    [
      'Windows-1252',
      Buffer.from(TABULAR.replace('the cause', 'Charc\u00f4t'), 'latin1'),
      /line \d+: has bytes that are no UTF-8/,
    ],
    [
      'addenda',
      TABULAR.replace('<ICD10CM.tabular>', '<ICD10CM.tabular isAddenda="true">'),
      /line 2: lists changes \(addenda\)/,
    ],
    ['an element of addenda', TABULAR.replace('the cause', '<diff/>'), /lists changes/],
    [
      'with a code that is none',
      TABULAR.replace('>Q01.0<', '>Q010<'),
      /line 15: "Q010" is no code/,
    ],
    [
      'with a section without a range',
      TABULAR.replace(' id="Q00-Q09">\n', '>'),
      /<section> without/,
    ],
  ])('is refused when it is %s', async (_what, text, message) => {
    await expect(
      take('icd10cm-tabular', [releaseFile('icd10cm-tabular-2026.xml', text)]),
    ).rejects.toThrow(message);
  });
});

describe.skipIf(missing)(`the published ICD-10-CM files${skipped}`, () => {
  // The drug csv has 7,406 lines: a title, its header three times, and 7,402 substances. The addenda have 748 changes before
  // their summary.
  it.each([
    ['icd10cm-order', 'icd10cm-order-2026.txt.gz', 98_186],
    ['icd10cm-addenda', 'icd10cm-order-addenda-2026.txt.gz', 748],
    ['icd10cm-tabular', 'icd10cm_tabular_2021.xml.gz', 45_017],
    ['icd10cm-index', 'icd10cm_index_2017.xml.gz', 7_973 + 69_226],
    ['icd10cm-external-cause', 'icd10cm_eindex_2022.xml.gz', 314 + 7_486],
    ['icd10cm-neoplasm', 'icd10cm_neoplasm_2022.xml.gz', 1_939],
    ['icd10cm-drug', 'icd10cm_drug_2022.xml.gz', 7_423],
    ['icd10cm-drug', 'icd10cm-drug-April-2025.csv.gz', 7_402],
  ] as const)('%s: %s has %i rows', async (kind, file, rows) => {
    const { results } = await take(kind, [join(OFFICIAL_DATA, file)]);
    expect(results).toMatchObject([{ result: 'imported', edition: { rows } }]);
  });

  it('give every code of the order file as the file has it', async () => {
    const path = join(OFFICIAL_DATA, 'icd10cm-order-2026.txt.gz');
    const table = await tableOf<Icd10cmEntry>('icd10cm-order', path, '2026-01-01');
    const lines = gunzipSync(readFileSync(path)).toString('latin1').split(/\r?\n/).filter(Boolean);
    const wrong = lines.filter((text) => {
      const bare = text.slice(6, 13).trim();
      const entry = table.get(bare.length > 3 ? `${bare.slice(0, 3)}.${bare.slice(3)}` : bare);
      return entry?.reportable !== (text[14] === '1') || entry.long !== text.slice(77).trim();
    });
    expect(wrong).toEqual([]);
    expect([...table.entries()].filter(([, { reportable }]) => reportable)).toHaveLength(74_719);
  });
});
