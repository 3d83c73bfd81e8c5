import { describe, expect, it } from 'vitest';
import type { Determination } from '../../../src/coding/determination.js';
import { determine } from '../../../src/coding/index.js';
import { readDocumentation } from '../../../src/documentation/index.js';
import { openEngine, type Note } from '../../../src/service/engine.js';
import { Catalog, officialTables } from '../../../src/terminology/index.js';
import { PTP_PREAMBLE, releaseFile, take, workbook } from '../../helpers/releases.js';

/* Made editions: the pairs and values are chosen for the test and are not those of CMS. */

const { knowledge, determine: unchecked } = openEngine();

const ptp = (rows: readonly string[]) => [...PTP_PREAMBLE, ...rows, ''].join('\r\n');

async function engineWith(pairs: readonly string[]) {
  const { catalog } = await take('ptp', [releaseFile('ccipra-v322r0-f1.txt', ptp(pairs))]);
  const units = [
    'HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale',
    '11721,1,2 Date of Service Edit: Policy,Code Descriptor / CPT Instruction',
    '17003,5,2 Date of Service Edit: Policy,Code Descriptor / CPT Instruction',
    '',
  ].join('\r\n');
  await take(
    'mue',
    [releaseFile('MCR_MUE_PractitionerServices_Eff_07-01-2026.csv', units)],
    catalog,
  );
  const sheet = await workbook([
    ['Add-On_Code', 'AOC_Edit_Type', 'Primary_Code'],
    ['17003', '1', '17000'],
  ]);
  await take('aoc', [releaseFile('AOC_V2026Q1-MCR.xlsx', sheet)], catalog);
  const tables = officialTables(new Catalog(catalog.folder), () => '2026-08-15');
  return {
    determine: (note: Note) =>
      determine(readDocumentation(note, knowledge.lexicon), knowledge, tables),
  };
}

const codes = ({ lines }: Determination) =>
  lines.map(({ code, modifiers }) => [code, ...modifiers].join('-'));
const edit = ({ edits }: Determination, id: string) => edits.find((each) => each.id === id);

const NAILS = 'Debridement of 8 mycotic toenails.';
const KNEE = 'Left knee joint injected with 40 mg Kenalog.';

describe('official edits on a claim', () => {
  it('take the column two code off where no modifier is allowed, and name file and row', async () => {
    const engine = await engineWith(['20610\t11721\t\t20200101\t*\t0\tMisuse of Column Two code']);
    const found = engine.determine({ body: `DOS 8/14/2026. ${KNEE} ${NAILS}` });
    expect(codes(found)).not.toContain('11721');
    expect(codes(found)).toContain('20610-LT');
    expect(found.notSelected.find(({ code }) => code === '11721')).toMatchObject({
      rule: 'ptp.20610-11721',
      reason: expect.stringContaining('no modifier lets it stand') as string,
    });
    expect(edit(found, 'ptp.20610-11721')?.citations[0]?.section).toBe(
      'ccipra-v322r0-f1.txt: 20610 / 11721, effective 20200101, modifier indicator 0',
    );
  });

  it('ask where a modifier is allowed and the note does not show distinct services', async () => {
    const engine = await engineWith(['20610\t11721\t\t20200101\t*\t1\tMisuse of Column Two code']);
    const found = engine.determine({ body: `${KNEE} ${NAILS}` });
    const line = found.lines.find(({ code }) => code === '11721');
    expect(line).toMatchObject({ confidence: 'review', modifiers: [] });
    expect(found.queries.map(({ element }) => element)).toContain('distinct-service');
    expect(found.queries.map(({ question }) => question).join()).not.toMatch(/pay|money|reimburs/i);
  });

  it('set 59 where the note documents distinct sites, and accept a modifier that stands', async () => {
    const engine = await engineWith(['11102\t17000\t\t20200101\t*\t1\tMisuse of Column Two code']);
    const separate = engine.determine({
      body: 'Tangential biopsy of a lesion on the left cheek. LN2 to 1 AK on the right forearm.',
    });
    expect(codes(separate)).toEqual(['11102', '17000-59']);
    expect(edit(separate, 'ptp.11102-17000')?.result).toBe('passed');
  });

  it('count only within the window of the row', async () => {
    const engine = await engineWith(['20610\t11721\t\t20200101\t20260630\t0\tMisuse']);
    const before = engine.determine({ body: `DOS 6/30/2026. ${KNEE} ${NAILS}` });
    const after = engine.determine({ body: `DOS 7/1/2026. ${KNEE} ${NAILS}` });
    expect(codes(before)).not.toContain('11721');
    expect(codes(after)).toContain('11721');
    expect(edit(after, 'ptp.none')?.result).toBe('passed');
  });

  it('put units beyond the edit to review in the words of its indicator, and leave the count', async () => {
    const engine = await engineWith(['99999\t11721\t\t20200101\t*\t0\tx']);
    const many = engine.determine({ body: 'LN2 to 14 AKs on the face and scalp.' });
    const line = many.lines.find(({ code }) => code === '17003');
    expect(line).toMatchObject({ units: 13, confidence: 'review' });
    expect(edit(many, 'mue.17003')?.text).toMatch(/13 units, and the edit is 5, absolute .*MAI 2/);
    const few = engine.determine({ body: 'LN2 to 6 AKs on the face and scalp.' });
    expect(edit(few, 'mue.within')?.codes).toContain('17003');
    expect(edit(few, 'aoc.17003')).toMatchObject({ result: 'passed', codes: ['17003', '17000'] });
  });

  it('use the current editions without a date of service and say so', async () => {
    const engine = await engineWith(['20610\t11721\t\t20200101\t*\t1\tMisuse']);
    const [dated, undated] = [`DOS 8/14/2026. ${NAILS}`, NAILS].map((body) =>
      engine.determine({ body }).editions.find(({ edition }) => edition.includes('ccipra')),
    );
    expect(dated?.note).toBe('for the date of service 2026-08-14');
    expect(undated?.note).toBe('the current one: the note gives no date of service');
  });

  it('are said not to have run where nothing is imported', () => {
    const { edits } = unchecked({ body: NAILS });
    const notRun = edits.filter(({ result }) => result === 'not-run').map(({ kind }) => kind);
    expect(notRun).toContain('ptp');
    expect(notRun).toContain('mue');
  });
});
