import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HcpcsRecord } from '../../../src/terminology/importers/hcpcs.js';
import { OFFICIAL_DATA, releaseFile, take, workbook, zipFile } from '../../helpers/releases.js';

const missing = !existsSync(OFFICIAL_DATA);
const skipped = missing ? ' (skipped: ../shared/data is not on this machine)' : '';

/** A record of 320 characters from its fields by their first position. */
function line(fields: Readonly<Record<number, string>>, length = 320): string {
  const chars = Array<string>(length).fill(' ');
  for (const [from, text] of Object.entries(fields))
    [...text].forEach((char, index) => (chars[Number(from) - 1 + index] = char));
  return chars.join('').slice(0, length);
}

const FIRST = {
  1: 'A1111',
  6: '00100',
  11: '3',
  12: 'A made supply that is described',
  92: 'Made supply',
  120: '32',
  128: 'A',
  205: 'A2222',
  230: 'D',
  257: 'D1A',
  261: 'PS',
  269: '20100101',
  277: '20250401',
  293: 'N',
};
const SECOND = { 1: 'A1111', 6: '00200', 11: '4', 12: 'on two lines' };
const ENDED = {
  1: 'A3333',
  6: '00300',
  11: '3',
  12: 'Ended supply',
  92: 'Ended',
  230: 'M',
  269: '20100101',
  277: '20251001',
  285: '20250930',
  293: 'D',
};
const MODIFIER = {
  4: 'XY',
  6: '00400',
  11: '7',
  12: 'Made modifier',
  92: 'Made',
  230: 'C',
  269: '20100101',
  277: '20100101',
  293: 'N',
};
const PREAMBLE = ['***Disclaimers', '', '*Inclusion of a code does not imply coverage.\u00a0', ''];
const file = (lines: readonly string[], end = '\r\n') => [...PREAMBLE, ...lines, ''].join(end);

describe('HCPCS Level II files', () => {
  it('are read from the fixed-width file, descriptions joined over their lines', async () => {
    const text = file([line(FIRST), line(SECOND), line(ENDED), line(MODIFIER)]);
    const path = await zipFile('january-2026-alpha-numeric-hcpcs-file.zip', {
      'HCPC2026_JAN_ANWEB.txt': Buffer.from(text, 'latin1'),
      'HCPC2026_JAN_ANWEB.xlsx': 'never read, for the txt is there',
    });
    const { catalog, results } = await take('hcpcs', [path]);
    expect(results).toMatchObject([{ edition: { effective: '2026-01-01', rows: 3 } }]);
    const get = (code: string) =>
      catalog.records<HcpcsRecord>('hcpcs', '2026-02-01')?.table.get(code);
    expect(get('A1111')).toEqual({
      kind: 'procedure',
      long: 'A made supply that is described on two lines',
      short: 'Made supply',
      pricing: ['32'],
      crossReference: ['A2222'],
      typeOfService: ['P', 'S'],
      coverage: 'D',
      multiplePricing: 'A',
      betos: 'D1A',
      added: '2010-01-01',
      effective: '2025-04-01',
      action: 'N',
    });
    expect(get('A3333')?.terminated).toBe('2025-09-30');
    expect(get('XY')?.kind).toBe('modifier');
  });

  it('are read alike when the filler is cut, with LF, in UTF-8 with a mark, and without a preamble', async () => {
    const short = [line(FIRST, 293), line(SECOND, 40), line(MODIFIER, 293)];
    const path = releaseFile('HCPC2026_OCT_ANWEB_v3.txt', `\ufeff${short.join('\n')}`);
    const { results } = await take('hcpcs', [path]);
    expect(results).toMatchObject([{ edition: { effective: '2026-10-01', rows: 2 } }]);
  });

  it('are read from the workbook behind its preamble', async () => {
    const header = [
      'HCPC',
      'SEQNUM',
      'RECID',
      'LONG DESCRIPTION',
      'SHORT DESCRIPTION',
      'PRICE1',
      'COV',
      'ADD DT',
      'ACT EFF DT',
      'TERM DT',
      'ACTION CD',
    ];
    const sheet = await workbook([
      ['Copyright'],
      header,
      ['A1111', '100', '3', 'A made supply', 'Made', '32', 'D', '20100101', '20250401', '', 'N'],
      ['A1111', '200', '4', 'of two rows', '', '', '', '', '', '', ''],
    ]);
    const { catalog } = await take('hcpcs', [releaseFile('HCPC2026_JAN_ANWEB.xlsx', sheet)]);
    const record = catalog.records<HcpcsRecord>('hcpcs', '2026-01-01')?.table.get('A1111');
    expect(record).toMatchObject({
      long: 'A made supply of two rows',
      pricing: ['32'],
      coverage: 'D',
    });
  });

  it.each([
    [
      'a line cut short',
      file([line(FIRST).slice(0, 200)]),
      /line 5: has 200 characters, expected 293 to 320/,
    ],
    [
      'a continuation without its beginning',
      file([line(FIRST), line({ ...SECOND, 1: 'A9999' })]),
      /line 6: continues the description of A9999/,
    ],
    [
      'a date that is none',
      file([line({ ...FIRST, 269: '20101301' })]),
      /line 5: "20101301" is no added date of A1111: expected YYYYMMDD/,
    ],
    [
      'a stranger among the records',
      file([line(FIRST), 'total 1']),
      /line 6: expected a code in 1-5/,
    ],
    ['another file', 'code,description\r\nA1111,x\r\n', /has no HCPCS record/],
    ['UTF-16', Buffer.from(`\ufeff${file([line(FIRST)])}`, 'utf16le'), /is UTF-16/],
  ])('are refused with %s', async (_what, content, message) => {
    const path = releaseFile('HCPC2026_JAN_ANWEB.txt', content);
    await expect(take('hcpcs', [path])).rejects.toThrow(message);
  });
});

describe.skipIf(missing)(`the published HCPCS file of 2019${skipped}`, () => {
  it('gives 6,440 codes and 360 modifiers', async () => {
    const path = join(OFFICIAL_DATA, 'hcpcs-HCPC2019_CONTR_ANWEB.txt.gz');
    const { catalog, results } = await take('hcpcs', [path]);
    expect(results).toMatchObject([{ edition: { effective: '2019-01-01', rows: 6_800 } }]);
    const records = [
      ...(catalog.records<HcpcsRecord>('hcpcs', '2019-01-01')?.table.entries() ?? []),
    ];
    expect(records.filter(([, { kind }]) => kind === 'procedure')).toHaveLength(6_440);
    expect(records.filter(([, { kind }]) => kind === 'modifier')).toHaveLength(360);
    const coverage = new Set(records.map(([, record]) => record.coverage));
    expect([...coverage].filter((each) => each !== undefined && !/^[CDIMS]$/.test(each))).toEqual(
      [],
    );
    expect(records.filter(([, { added }]) => added === undefined).length).toBeLessThan(10);
  });
});
