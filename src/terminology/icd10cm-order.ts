import { formatIcd10cm } from './codes.js';

/** One line of the ICD-10-CM order file that CMS and NCHS publish each year. */
export interface Icd10cmEntry {
  /** With its dot. */
  readonly code: string;
  /** False for headers, which may not be reported. */
  readonly reportable: boolean;
  readonly shortTitle: string;
  readonly longTitle: string;
}

/** Thrown when a file has not the layout of an order file. */
export class Icd10cmOrderError extends Error {
  constructor(line: number) {
    super(
      `Line ${line} is not a line of an ICD-10-CM order file: expected the order number in columns 1-5, the code in ` +
        '7-13, 0 or 1 in column 15 and titles from 17 on. Use the "code descriptions in tabular order" file.',
    );
    this.name = 'Icd10cmOrderError';
  }
}

const LINE = /^\d{5} ([A-Z0-9 ]{7}) ([01]) (.{1,60})(?: (.*))?$/;

/**
 * Reads an order file (`icd10cm-order-YYYY.txt`): fixed width, one code per line, CRLF or LF.
 * Source: CMS, "ICD-10-CM Code Descriptions in Tabular Order".
 * @throws Icd10cmOrderError at the first line of another shape.
 */
export function readIcd10cmOrder(text: string): Map<string, Icd10cmEntry> {
  const entries = new Map<string, Icd10cmEntry>();
  text.split(/\r?\n/).forEach((line, index) => {
    if (line.trim() === '') return;
    const match = LINE.exec(line);
    const code = formatIcd10cm(match?.[1] ?? '');
    if (match === null || code === undefined) throw new Icd10cmOrderError(index + 1);
    entries.set(code, {
      code,
      reportable: match[2] === '1',
      shortTitle: (match[3] ?? '').trim(),
      longTitle: (match[4] ?? '').trim(),
    });
  });
  return entries;
}
