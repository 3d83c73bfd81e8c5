import { describe, expect, it } from 'vitest';
import type { IndexEntry } from '../../../src/terminology/importers/icd10cm-index.js';
import type { ColumnsEntry } from '../../../src/terminology/importers/icd10cm-tables.js';
import type { Kind } from '../../../src/terminology/index.js';
import { releaseFile, take, zipFile } from '../../helpers/releases.js';

async function tableOf<T>(kind: Kind, path: string, date: string) {
  const { catalog } = await take(kind, [path]);
  const table = catalog.records<T>(kind, date)?.table;
  if (table === undefined) throw new Error(`No edition of ${kind} counts on ${date}.`);
  return table;
}

const indexFile = (code: string) => `<ICD10CM.index><version>2026</version><letter><title>M</title>
<mainTerm><title>Made<nemod>(acute)</nemod> , other</title><code>${code}</code>
<term level="1"><title>left</title><code>Q01.-</code><manif>Q02.0</manif>
<term level="2"><title>late</title><see>Other</see></term></term>
<term level="1"><title>left</title><subcat>Q01.2</subcat></term>
<term level="1"><title><nemod>(made)</nemod></title><code>${code}</code></term>
<term level="1"><title>right</title><seeAlso>Left</seeAlso></term></mainTerm></letter></ICD10CM.index>`;

describe('the indexes', () => {
  it.each([
    ['icd10cm-index', 'Q01.0'],
    ['icd10cm-external-cause', 'W01.0'],
  ] as const)('%s gives terms by their path', async (kind, code) => {
    const path = releaseFile('made_2026.xml', indexFile(code));
    const table = await tableOf<IndexEntry>(kind, path, '2025-10-01');
    expect(Object.fromEntries(table.entries())).toEqual({
      'Made, other': { code, nonessential: '(acute)' },
      'Made, other > left': { code: 'Q01.-', manifestation: 'Q02.0' },
      'Made, other > left > late': { see: 'Other' },
      'Made, other > left #2': { see: 'Q01.2' },
      'Made, other > (made)': { code, nonessential: '(made)' },
      'Made, other > right': { seeAlso: 'Left' },
    });
  });

  it('are told apart by their names in an archive, and by their codes', async () => {
    const path = await zipFile('icd10cm-table-and-index-2026.zip', {
      'icd10cm-index-2026.xml': indexFile('Q01.0'),
      'icd10cm-eindex-2026.xml': indexFile('W01.0'),
      'icd10cm-index-addenda-2026.xml': 'never read',
    });
    const table = await tableOf<IndexEntry>('icd10cm-external-cause', path, '2025-10-01');
    expect(table.get('Made, other')?.code).toBe('W01.0');
    const index = await tableOf<IndexEntry>('icd10cm-index', path, '2025-10-01');
    expect(index.get('Made, other')?.code).toBe('Q01.0');
  });

  it.each([
    ['icd10cm-index', indexFile('W01.0'), /has most of its codes in V to Y/],
    ['icd10cm-external-cause', indexFile('Q01.0'), /has few codes in V to Y/],
    ['icd10cm-index', indexFile('Q01.0').slice(0, 200), /line \d+: is not well-formed XML/],
    ['icd10cm-index', '<ICD10CM.index></ICD10CM.index>', /holds no term/],
    [
      'icd10cm-index',
      indexFile('Q01.0').replace(
        '<letter>',
        '<indexHeading><head col="1">S</head></indexHeading><letter>',
      ),
      /is a table with the columns S, no index/,
    ],
  ] as const)('%s refuses what it is not', async (kind, text, message) => {
    await expect(take(kind, [releaseFile('made_2026.xml', text)])).rejects.toThrow(message);
  });
});

const NEOPLASM_COLUMNS = [
  'Neoplasm',
  'Malignant Primary',
  'Malignant Secondary',
  'Ca in situ',
  'Benign',
  'Uncertain Behavior',
  'Unspecified Behavior',
];
const DRUG_COLUMNS = [
  'Substance',
  'Poisoning Accidental (unintentional)',
  'Poisoning Intentional self-harm',
  'Poisoning Assault',
  'Poisoning Undetermined',
  'Adverse effect',
  'Underdosing',
];
const tableFile = (columns: readonly string[], none: string) => {
  const cells = ['T01.1X1', 'T01.1X2', 'T01.1X3', none, none, ' T01.1- ']
    .map((value, index) => `<cell col="${index + 2}">${value}</cell>`)
    .join('');
  const heads = columns.map((title, index) => `<head col="${index + 1}">${title}</head>`).join('');
  return `<ICD10CM.index><indexHeading>${heads}</indexHeading><letter><title>M</title>
<mainTerm><title>Madeol<nemod>(salt)</nemod></title>${cells}
<term level="1"><title>medical</title><see>Otherol</see>
<term level="2"><title>vapor</title>${cells}</term></term></mainTerm></letter></ICD10CM.index>`;
};
const row = (...cells: string[]) => [...cells, ''].join(',');
const CODES = ['T01.1X1', 'T01.1X2', 'T01.1X3', '--', '--', 'T01.1-'];
const DRUG_CSV = [
  'ICD-10-CM TABLE of DRUGS and CHEMICALS,,,,,,,',
  row(...DRUG_COLUMNS),
  row('Madeol (salt)', ...CODES),
  row(...DRUG_COLUMNS),
  row('\u2013 medical -see Otherol', '', '', '', '', '', ''),
  row('\u2013 \u2013 vapor', ...CODES),
  '',
].join('\r\n');
/** In the code page in which it is published: its dashes are one byte. */
const inWindows1252 = (text: string) => Buffer.from(text.replaceAll('\u2013', '\u0096'), 'latin1');

describe('the tables', () => {
  it.each(['-', '--', ''])('of neoplasms give codes by column; "%s" is none', async (none) => {
    const path = releaseFile('icd10cm_neoplasm_2026.xml', tableFile(NEOPLASM_COLUMNS, none));
    const table = await tableOf<ColumnsEntry>('icd10cm-neoplasm', path, '2025-10-01');
    const codes = {
      primary: 'T01.1X1',
      secondary: 'T01.1X2',
      inSitu: 'T01.1X3',
      unspecified: 'T01.1-',
    };
    expect(Object.fromEntries(table.entries())).toEqual({
      Madeol: { ...codes, nonessential: '(salt)' },
      'Madeol > medical': { see: 'Otherol' },
      'Madeol > medical > vapor': codes,
    });
  });

  it.each([
    ['XML', 'xml', tableFile(DRUG_COLUMNS, '--')],
    ['csv in Windows-1252', 'csv', inWindows1252(DRUG_CSV)],
    ['csv in UTF-8 with a byte order mark', 'csv', `\ufeff${DRUG_CSV}`],
    ['csv with LF', 'csv', DRUG_CSV.replaceAll('\r\n', '\n')],
  ])('of drugs give the same from %s', async (_what, extension, content) => {
    const path = releaseFile(`icd10cm-drug-April-2026.${extension}`, content);
    const table = await tableOf<ColumnsEntry>('icd10cm-drug', path, '2026-04-01');
    const codes = {
      accidental: 'T01.1X1',
      selfHarm: 'T01.1X2',
      assault: 'T01.1X3',
      underdosing: 'T01.1-',
    };
    expect(Object.fromEntries(table.entries())).toEqual({
      Madeol: { ...codes, nonessential: '(salt)' },
      'Madeol > medical': { see: 'Otherol' },
      'Madeol > medical > vapor': codes,
    });
  });

  it.each([
    ['icd10cm-drug', 'xml', tableFile(NEOPLASM_COLUMNS, '-'), /expected substance and accidental/],
    ['icd10cm-neoplasm', 'xml', tableFile(DRUG_COLUMNS, '-'), /expected neoplasm and primary/],
    ['icd10cm-neoplasm', 'xml', indexFile('Q01.0'), /expected neoplasm and primary/],
    ['icd10cm-drug', 'csv', DRUG_CSV.slice(0, -20), /line 6: expected a substance and 6 codes/],
    ['icd10cm-drug', 'csv', 'a,b\r\n', /has no header row "Substance/],
    [
      'icd10cm-drug',
      'csv',
      DRUG_CSV.replace('\u2013 medical', 'Medical'),
      /line 6: .* stands 2 levels down, but no term stands above it/,
    ],
  ] as const)(
    '%s refuses %s that is cut or another table',
    async (kind, extension, text, message) => {
      await expect(take(kind, [releaseFile(`made-2026.${extension}`, text)])).rejects.toThrow(
        message,
      );
    },
  );
});
