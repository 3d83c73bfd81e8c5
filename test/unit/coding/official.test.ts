import { describe, expect, it } from 'vitest';
import type { Determination } from '../../../src/coding/determination.js';
import { determine } from '../../../src/coding/index.js';
import { readDocumentation } from '../../../src/documentation/index.js';
import { openEngine, type Note } from '../../../src/service/engine.js';
import { Catalog, officialTables } from '../../../src/terminology/index.js';
import { PTP_PREAMBLE, releaseFile, take, workbook, zipFile } from '../../helpers/releases.js';

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
  return engineOver(catalog.folder);
}

function engineOver(folder: string) {
  const tables = officialTables(new Catalog(folder), () => '2026-08-15');
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

  it('look up status, global period and the modifiers that an indicator allows', async () => {
    const row = (code: string, status: string, bilateral: string) =>
      `${code},,Made,${status},,1.00,1.00,,1.00,,0.10,2.10,2.10,0,010,0.10,0.80,0.10,2,${bilateral},0,0,0,,32.3465,09,0,99,0.00,0.00,0.00`;
    const header =
      'HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS';
    const csv = [header, row('20610', 'A', '0'), row('11721', 'N', '0')].join('\r\n');
    const { catalog } = await take('pfs', [releaseFile('PPRRVU2026_Jul_nonQPP.csv', csv)]);
    const engine = engineOver(catalog.folder);
    const knees = engine.determine({ body: 'Both knees injected with Kenalog 40 mg each.' });
    expect(edit(knees, 'pfs.50.20610')?.text).toContain('modifier 50 changes nothing');
    expect(knees.lines.find(({ code }) => code === '20610')?.confidence).toBe('review');
    expect(edit(knees, 'pfs.global')?.text).toContain(
      '20610 010 (ten days after a minor procedure)',
    );
    const [nails] = engine.determine({ body: NAILS }).lines;
    expect(nails).toMatchObject({ code: '11721', confidence: 'documented' });
    expect(nails?.payerNotes.join()).toContain(
      'status N in the fee schedule: not covered by Medicare',
    );
    const [medicare] = engine.determine({ body: `Medicare patient. ${NAILS}` }).lines;
    expect(medicare?.confidence).toBe('review');
  });

  it('tell headers, missing 7th characters and Excludes1 of the edition, and remind of further codes', async () => {
    const order = (number: number, code: string, flag: string) =>
      `${String(number).padStart(5, '0')} ${code.padEnd(7)} ${flag} ${'Made'.padEnd(60)} Made`;
    const codesOf = (flag: string) =>
      [order(1, 'E119', flag), order(2, 'I10', '1'), order(3, 'Z999', '1')].join('\r\n');
    const diag = (code: string, inner: string) =>
      `<diag><name>${code}</name><desc>Made</desc>${inner}</diag>`;
    const tabular = `<ICD10CM.tabular><chapter><name>4</name><desc>Made</desc>${diag(
      'E11',
      `<useAdditionalCode><note>code for control (Z79.4)</note></useAdditionalCode><excludes1><note>made (I10-I1A)</note></excludes1><sevenChrDef><extension char="A">first</extension></sevenChrDef>${diag('E11.9', '')}`,
    )}${diag('I10', '')}</chapter></ICD10CM.tabular>`;
    const { catalog } = await take('icd10cm-order', [
      releaseFile('icd10cm-order-2026.txt', codesOf('0')),
    ]);
    await take('icd10cm-tabular', [releaseFile('icd10cm-tabular-2026.xml', tabular)], catalog);
    const body =
      'DOS 3/2/2026. Established patient, 99213. Type 2 diabetes without complications, hypertension.';
    const found = engineOver(catalog.folder).determine({ body });
    expect(found.diagnoses.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['E11.9', 'I10']),
    );
    expect(edit(found, 'icd10cm.E11.9')?.text).toContain(
      'is a header and may not be reported: it needs further characters (7th: A)',
    );
    expect(edit(found, 'icd10cm.valid')?.codes).toEqual(['I10']);
    expect(found.edits.find(({ id }) => id.startsWith('excludes1.'))?.text).toContain(
      'reported together only where the two conditions are unrelated',
    );
    expect(edit(found, 'useAdditionalCode.E11.9')?.text).toContain('code for control (Z79.4)');
    expect(found.diagnoses.every(({ confidence }) => confidence === 'review')).toBe(true);
  });

  it('tell HCPCS codes that ended before the date of service', async () => {
    const header = [
      'HCPC',
      'RECID',
      'LONG DESCRIPTION',
      'SHORT DESCRIPTION',
      'COV',
      'ADD DT',
      'ACT EFF DT',
      'TERM DT',
    ];
    const sheet = await workbook([
      header,
      ['J3301', '3', 'Made drug', 'Made', 'D', '20000101', '20000101', '20260331'],
    ]);
    const { catalog } = await take('hcpcs', [releaseFile('HCPC2026_JAN_ANWEB.xlsx', sheet)]);
    const engine = engineOver(catalog.folder);
    const on = (date: string) =>
      engine.determine({ body: `DOS ${date}. Left knee injected with Kenalog 40 mg.` });
    expect(edit(on('3/31/2026'), 'hcpcs.J3301')).toBeUndefined();
    expect(edit(on('4/1/2026'), 'hcpcs.J3301')?.text).toContain(
      'its last date of service is 2026-03-31',
    );
  });

  it('compare the diagnoses of a line with the coverage articles of its code', async () => {
    const article = (dx: string) =>
      zipFile('current_article_csv.zip', {
        'article.csv': 'article_id,article_version,title\r\n50001,4,Made article\r\n',
        'article_x_hcpc_code.csv':
          'article_id,article_version,hcpc_code_id,hcpc_code_group\r\n50001,4,17000,1\r\n',
        'article_x_icd10_covered.csv': `article_id,article_version,icd10_code_id,icd10_covered_group\r\n50001,4,${dx},1\r\n`,
      });
    const find = async (dx: string, body: string) => {
      const options = { effective: '2026-07-01' };
      const { catalog } = await take('mcd', [await article(dx)], undefined, options);
      return engineOver(catalog.folder).determine({ body });
    };
    const NOTE = 'LN2 to 1 AK on the scalp.';
    expect(edit(await find('L57.0', NOTE), 'coverage.17000')).toMatchObject({ result: 'passed' });
    const other = await find('L84', NOTE);
    expect(edit(other, 'coverage.17000')?.text).toContain('(A50001) lists L57.0');
    expect(other.lines[0]).toMatchObject({ confidence: 'documented' });
    expect(other.lines[0]?.payerNotes.join()).toContain(
      'Medicare: 17000: none of the 1 coverage articles',
    );
    const medicare = await find('L84', `Medicare patient. ${NOTE}`);
    expect(medicare.lines[0]?.confidence).toBe('review');
  });

  it('are said not to have run where nothing is imported', () => {
    const { edits } = unchecked({ body: NAILS });
    const notRun = edits.filter(({ result }) => result === 'not-run').map(({ kind }) => kind);
    expect(notRun).toContain('ptp');
    expect(notRun).toContain('mue');
  });
});
