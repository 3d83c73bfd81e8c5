import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findIdentifiers, redact } from '../../../src/reply/redact.js';

const shown = (text: string): string => redact(text, (kind) => `[${kind}]`);

/** What must go, and what stays around it. */
const REDACTED: readonly (readonly [string, string])[] = [
  // dates: the year stays
  ['seen 03/14/2026 in clinic', 'seen [date] 2026 in clinic'],
  ['DOS 2026-03-14.', 'DOS [date] 2026.'],
  ['excised on 3/14 under local', 'excised on [date] under local'],
  ['on 14.03.2026', 'on [date] 2026'],
  ['on 3/14/26 she', 'on [date] she'],
  ['visit of March 14, 2026 ended', 'visit of [date] 2026 ended'],
  ['on 14 March 2026', 'on [date] 2026'],
  ['on the 2nd of April', 'on the [date]'],
  ['next visit April 2', 'next visit [date]'],
  ['biopsied 02-Mar-2026', 'biopsied [date] 2026'],
  ['in March 2026 he', 'in [date] 2026 he'],
  ['SEEN MARCH 14, 2026', 'SEEN [date] 2026'],
  ['DOB 04/02/1931', 'DOB [date]'],
  ['DOB: 04021931', 'DOB: [date]'],
  ['born April 2, 1931', 'born [date]'],
  // ages over 89
  ['a 93 yo woman', 'a [age] yo woman'],
  ['a 101-year-old man', 'a [age]-year-old man'],
  ['aged 90, in good health', 'aged [age], in good health'],
  ['91 y/o male', '[age] y/o male'],
  // phone, fax, e-mail, address of a page, IP
  ['call (555) 867-5309 after', 'call [phone] after'],
  ['555-867-5309', '[phone]'],
  ['555.867.5309 ext. 12', '[phone]'],
  ['+1 555 867 5309', '[phone]'],
  ['+44 20 7946 0958', '[phone]'],
  ['phone: 867-5309', 'phone: [phone]'],
  ['Fax: 555-867-5310', 'Fax: [fax]'],
  ['mail jane.doe+x@clinic.example please', 'mail [email] please'],
  ['see https://portal.example/p?id=12345 there', 'see [url] there'],
  ['see www.portal.example/x', 'see [url]'],
  ['from 192.168.10.24', 'from [ip-address]'],
  ['from 2001:db8:0:1:2:3:4:5', 'from [ip-address]'],
  // numbers
  ['SSN 123-45-6789', 'SSN [ssn]'],
  ['social security number 123456789', 'social security number [ssn]'],
  ['MRN 48213', 'MRN [record-number]'],
  ['MRN: A-0048213.', 'MRN: [record-number].'],
  ['medical record #1234567', 'medical record #[record-number]'],
  ['chart no. 123456', 'chart no. [record-number]'],
  ['case #48213', 'case #[record-number]'],
  ['accession S26-12345', 'accession [record-number]'],
  ['account 12345678', 'account [account-number]'],
  ['acct #4711', 'acct #[account-number]'],
  ['member id XYZ123456789', 'member id [plan-number]'],
  ['policy number: 99-1234', 'policy number: [plan-number]'],
  ['MBI 1EG4-TE5-MK73', 'MBI [plan-number]'],
  ['his card reads 1EG4TE5MK73', 'his card reads [plan-number]'],
  ["driver's license D1234567", "driver's license [licence-number]"],
  ['NPI 1234567893', 'NPI [licence-number]'],
  ['VIN 1HGCM82633A004352', 'VIN [vehicle-number]'],
  ['car 1HGCM82633A004352', 'car [vehicle-number]'],
  ['plate no. ABC-1234', 'plate no. [vehicle-number]'],
  ['pacemaker serial no. PX123456', 'pacemaker serial no. [device-number]'],
  ['S/N 889-2231', 'S/N [device-number]'],
  ['ref 00048213771', 'ref [other-number]'],
  // names after what announces them
  ['Mr. Smith tolerated it', 'Mr. [name] tolerated it'],
  ["Mrs O'Hara returned", 'Mrs [name] returned'],
  ['Mr X has', 'Mr [name] has'],
  ['referred by Dr. Anna K. Weiß for', 'referred by Dr. [name] for'],
  ['Patient: John Q. Smith', 'Patient: [name]'],
  ['PATIENT NAME: SMITH, JOHN A', 'PATIENT NAME: [name]'],
  ['pt John Smith here for', 'pt [name] here for'],
  ['pt Smith here for', 'pt [name] here for'],
  ['Patient Mary Jones underwent', 'Patient [name] underwent'],
  ['her daughter Mary called', 'her daughter [name] called'],
  ['assisted by John Smith, MD', 'assisted by [name], MD'],
  // places
  ['lives at 123 Main Street, Springfield, IL 62704', 'lives at [place]'],
  ['12 N. Oak Ave Apt 4', '[place]'],
  ['from Springfield, IL 62704', 'from [place]'],
  ['ZIP 62704-1234', 'ZIP [place]'],
  ['she lives in Springfield alone', 'she lives in [place] alone'],
];

/** Clinical words and numbers that look like an identifier and must stand as written. */
const KEPT: readonly string[] = [
  'Shave removal, 1.2 cm, left cheek',
  '1.2 x 0.8 x 0.4 cm',
  '3/4 inch above the ankle',
  'incision on 3/4 of the scalp',
  'strength 5/5, pain 3/10',
  'L57.0, D22.5, C44.311, S72.001A, O36.0110',
  '17000, 17003 x 4, 11102-59, 99213-25',
  'is it 17004 or 17000 x1 and 17003x14?',
  'HCPCS J1100, G0463, Q4101',
  'codes 11400-11646 and 17000-17004',
  'case 17000: which code?',
  'code ID 17000',
  'epidural at L4-L5, L5-S1 and C5-6',
  'T12-L1 fusion, levels 3-4',
  'a 67 yo woman, 89 y/o',
  '5 AKs, 16 lesions, 4 mm punch',
  'BP 120/80, pulse 72, temp 98.6F',
  'teeth 8-9-10',
  'CT 70450 without contrast',
  'Chest, CT 71250',
  'Destruction, OR 17000',
  'MR lumbar spine without contrast',
  'MS Contin 15 mg',
  'OCT 2 views',
  'MAR reviewed',
  'may need 2 more sessions',
  'May 3 lesions be reported together?',
  'basal cell 1.2 x 1.4 cm',
  'call 911 was not needed',
  'penicillin 2400000 units IM',
  '1,000,000 units',
  'NDC 00074433902',
  'INR 2.5, HbA1c 7.1%',
  '2 freeze-thaw cycles, 10 seconds each',
  '500-1000 mL',
  'in 2021 he had Mohs',
  'Patient: 54 yo male',
  'Patient tolerated the procedure well',
  'Patient Returned for suture removal',
  'Pt. Presents with warts',
  "a Crohn's pt. Colonoscopy through the anus",
  'Patient Basal Cell Carcinoma, nose',
  'pt is a 45 yo',
  'Dr. performed cryotherapy',
  'Excision of nevus, Left Forearm, 1.0 cm',
  'her mother had melanoma',
  'son. Biopsy was taken',
  'block 2 of 3, stage II',
  'from 10:30 to 11:15, 45 minutes',
  'chart: 17000 x1',
  'claim 17000 was denied',
  'account for the second lesion',
  'patient # 2 in the series',
  '40 sq cm, 15100',
];

describe('redaction of quotations', () => {
  it.each(REDACTED)('replaces the identifier in "%s"', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it.each(KEPT)('leaves "%s" as written', (text) => {
    expect(shown(text)).toBe(text);
  });

  it('finds an announced name again where nothing announces it', () => {
    expect(shown('Patient: Margaret Hollis. Hollis tolerated it; I told Margaret to return.')).toBe(
      'Patient: [name]. [name] tolerated it; I told [name] to return.',
    );
  });

  it('does not take a colour for the surname that it also is', () => {
    expect(shown('Mr Brown has a lesion. Brown papule, 4 mm.')).toBe(
      'Mr [name] has a lesion. Brown papule, 4 mm.',
    );
  });

  it('covers a date, a phone number and a record number wherever they stand in a note', () => {
    const words = fc.constantFrom(
      'shave',
      'of',
      'the',
      'cheek,',
      '1.2 cm',
      'L57.0',
      '17000',
      'frozen',
    );
    const identifier = fc.constantFrom('03/14/2026', '555-867-5309', 'MRN 0048213', 'x@y.example');
    fc.assert(
      fc.property(fc.array(words), identifier, fc.array(words), (before, secret, after) => {
        const written = shown([...before, secret, ...after].join(' '));
        expect(written).not.toContain(secret.replace('MRN ', ''));
        expect(written.startsWith(before.join(' '))).toBe(true);
        expect(written.endsWith(after.join(' '))).toBe(true);
      }),
    );
  });

  it('leaves sizes, counts and codes as written in any order', () => {
    const clinical = fc.oneof(
      fc
        .tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 0, max: 9 }))
        .map(([a, b]) => `${a}.${b} cm`),
      fc.integer({ min: 10000, max: 99999 }).map(String),
      fc.integer({ min: 100, max: 9999 }).map((n) => `${n} mg`),
      fc.integer({ min: 0, max: 9999 }).map((n) => `J${String(n).padStart(4, '0')}`),
      fc.constantFrom('L57.0', 'C44.311', 'L4-L5', '3/4 inch', 'x 4', '5/5', '2-3 mm', '1:100,000'),
    );
    fc.assert(
      fc.property(fc.array(clinical, { minLength: 1, maxLength: 12 }), (parts) => {
        const text = parts.join('; ');
        expect(shown(text)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('gives spans in order, apart and inside the text, for any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        let at = 0;
        for (const { start, end } of findIdentifiers(text)) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(at).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it.each([
    ['digits', '1'],
    ['digit groups', '123-'],
    ['dotted digits', '1.'],
    ['letters', 'a'],
    ['capitalised words', 'Aa '],
    ['capitals', 'A'],
    ['blanks', ' '],
    ['labels', 'Patient '],
    ['mail signs', 'a@'],
    ['colons', 'a:'],
    ['addresses', '1 Main '],
  ])('takes time linear in the text on a run of %s', (_, unit) => {
    const timeOf = (length: number): number => {
      const text = unit.repeat(Math.ceil(length / unit.length));
      const started = performance.now();
      findIdentifiers(text);
      return performance.now() - started;
    };
    timeOf(20_000);
    const short = Math.min(timeOf(20_000), timeOf(20_000));
    const long = Math.min(timeOf(160_000), timeOf(160_000));
    // Eight times the text; quadratic work would take 64 times as long.
    expect(long).toBeLessThan(Math.max(24 * short, 60));
  });
});
