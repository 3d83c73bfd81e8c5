import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CptRecord } from '../../../src/terminology/importers/cpt.js';
import { feeOf, limitingCharge, type GpciRecord } from '../../../src/terminology/importers/gpci.js';
import { pfsRow, type PfsRecord } from '../../../src/terminology/importers/pfs.js';
import type { PlaceOfServiceRecord } from '../../../src/terminology/importers/pos.js';
import {
  feeScheduleCsv,
  OFFICIAL_DATA,
  releaseFile,
  take,
  tempFolder,
  workbook,
  zipFile,
} from '../../helpers/releases.js';

const missing = !existsSync(OFFICIAL_DATA);
const skipped = missing ? ' (skipped: ../shared/data is not on this machine)' : '';

const GPCI = [
  'ADDENDUM E. MADE INDICES,,,,,,',
  ',,,,,,',
  'Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,2026 PW GPCI (with 1.0 Floor),2026 PE GPCI,2026 MP GPCI',
  '10112,XX,00,MADE LAND*,1,0.9,0.5',
  '10112,XX,1,MADE CITY,1.1,1.2,0.7',
].join('\r\n');

describe('geographic indices', () => {
  it('are read by locality, and give fee and limiting charge', async () => {
    const { catalog } = await take('gpci', [releaseFile('GPCI2026.csv', GPCI)]);
    const table = catalog.records<GpciRecord>('gpci', '2026-02-01')?.table;
    expect([...(table?.keys() ?? [])]).toEqual(['XX-00', 'XX-01']);
    const land = table?.get('XX-00');
    expect(land).toEqual({ contractor: '10112', name: 'MADE LAND', work: 1, pe: 0.9, mp: 0.5 });
    const row =
      '11111,,M,A,,1.00,2.00,,1.00,,0.10,3.10,2.10,0,000,0,0,0,2,1,1,0,0,,32.00,09,0,99,0,0,0';
    const fees = await take('pfs', [
      releaseFile('PPRRVU2026_Jan_nonQPP.csv', feeScheduleCsv([row])),
    ]);
    const record = fees.catalog
      .records<PfsRecord>('pfs', '2026-02-01', 'non-qpp')
      ?.table.get('11111');
    const found = record && pfsRow(record);
    if (found === undefined || land === undefined) throw new Error('The made rows were not read.');
    expect(feeOf(found, land, 'non-facility')).toBe(91.2);
    expect(feeOf(found, land, 'facility')).toBe(62.4);
    expect(limitingCharge(91.2)).toBe(99.64);
  });

  it.each([
    [
      'an index that is none',
      GPCI.replace('0.9,', 'n/a,'),
      /line 4: expected an index above 0 for XX 00, found "n\/a"/,
    ],
    [
      'other columns',
      'state,gpci\r\nXX,1\r\n',
      /has no header row with the columns "Medicare Administrative Contractor/,
    ],
  ])('are refused with %s', async (_what, text, message) => {
    await expect(take('gpci', [releaseFile('GPCI2026.csv', text)])).rejects.toThrow(message);
  });
});

describe('places of service', () => {
  it('are read from csv and workbook, ranges code by code', async () => {
    const header = [
      'Place of Service Code(s)',
      'Place of Service Name',
      'Place of Service Description',
    ];
    const sheet = await workbook([
      ['Made title'],
      header,
      ['1', 'Made place', 'Where things are made'],
      ['27-29', 'Unassigned', 'N/A'],
    ]);
    const { catalog } = await take('pos', [releaseFile('place-of-service-2026.xlsx', sheet)]);
    const table = catalog.records<PlaceOfServiceRecord>('pos', '2026-02-01')?.table;
    expect([...(table?.keys() ?? [])]).toEqual(['01', '27', '28', '29']);
    expect(table?.get('01')).toEqual({ name: 'Made place', description: 'Where things are made' });
    const broken = releaseFile('pos-2026.csv', `${header.join(',')}\r\nabc,x,y\r\n`);
    await expect(take('pos', [broken])).rejects.toThrow(
      /line 2: expected a place of service .* found "abc"/,
    );
  });
});

const NOTICE =
  'To purchase additional products, write.\r\n\r\nTo request a license, write.\r\n\r\n';
const LONG = `${NOTICE}11111\tMade descriptor of one thing\r\n0001T\tMade descriptor of another\r\n`;
const SHORT = `${NOTICE}11111 MADE ONE\r\n0001T MADE OTHER\r\n`;

describe('a licensee’s CPT files', () => {
  it('are read together, descriptors for patients and clinicians included', async () => {
    const path = await zipFile('cpt-2026-standard.zip', {
      'standard/LONGULT.txt': LONG,
      'standard/MEDU.txt': SHORT,
      'standard/SHORTU.txt': SHORT,
      'standard/MODUL.txt': 'other matter',
      'Consumer Friendly Descriptors/ConsumerDescriptor.txt':
        'Concept Id\tCPT Code\tConsumer Friendly Descriptor\r\n1\t11111\tMade for patients\r\n',
      'Consumer Friendly Descriptors/ConsumerDescriptor.xlsx': 'never read, for the txt is there',
      'Clinician Descriptors/ClinicianDescriptor.txt':
        'Concept Id\tCPT Code\tClinician Descriptor Id\tClinician Descriptor\r\n1\t11111\t5\tMade A\r\n1\t11111\t6\tMade B\r\n',
    });
    const { catalog, results } = await take('cpt', [path]);
    expect(results).toMatchObject([{ edition: { effective: '2026-01-01', rows: 2 } }]);
    const table = catalog.records<CptRecord>('cpt', '2026-02-01')?.table;
    expect(table?.get('11111')).toEqual({
      long: 'Made descriptor of one thing',
      medium: 'MADE ONE',
      short: 'MADE ONE',
      consumer: 'Made for patients',
      clinician: ['Made A', 'Made B'],
    });
    expect(table?.get('0001T')?.long).toBe('Made descriptor of another');
  });

  it('are refused when they do not belong together, are cut, or are other files', async () => {
    const dir = tempFolder();
    const long = releaseFile('LONGULT.txt', LONG, dir);
    const options = { effective: '2026-01-01' };
    const fewer = releaseFile('SHORTU.txt', SHORT.split('0001T')[0] ?? '', dir);
    await expect(take('cpt', [long, fewer], undefined, options)).rejects.toThrow(
      /SHORTU\.txt: does not hold the same codes as LONGULT\.txt: 0001T/,
    );
    const cut = releaseFile('MEDU.txt', `${SHORT}111`, dir);
    await expect(take('cpt', [cut], undefined, options)).rejects.toThrow(
      /line 7: expected a code and its descriptor/,
    );
    const fixed = releaseFile('LONGULF.txt', LONG, dir);
    await expect(take('cpt', [fixed], undefined, options)).rejects.toThrow('take LONGULT');
    await expect(take('cpt', [long])).rejects.toThrow('Add --effective YYYY-MM-DD');
  });
});

describe.skipIf(missing)(`the published small tables${skipped}`, () => {
  it('give 112 localities and 99 places of service', async () => {
    const indices = await take('gpci', [join(OFFICIAL_DATA, 'pfs-gpci-2025.csv.gz')], undefined, {
      effective: '2025-01-01',
    });
    const table = indices.catalog.records<GpciRecord>('gpci', '2025-02-01')?.table;
    expect(table?.get('AL-00')).toMatchObject({ contractor: '10112', pe: 0.869, mp: 0.575 });
    expect(indices.results[0]?.edition.rows).toBeGreaterThan(105);
    const places = await take('pos', [
      join(OFFICIAL_DATA, 'cms-place-of-service-codes-2024.csv.gz'),
    ]);
    expect(places.results).toMatchObject([{ edition: { rows: 99 } }]);
  });
});
