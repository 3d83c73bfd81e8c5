import { fromCompactDate } from '../editions/edition.js';
import { PairBuilder } from '../editions/pairs.js';
import { ImportError } from '../sources/import-error.js';
import { forEachRow } from '../sources/rows.js';
import type { Source } from '../sources/source.js';
import type { Importer, NamedEdition } from './importer.js';
import { quarterStart } from './names.js';

const CODE = /^[0-9A-Z]\d{3}[0-9A-Z]$/;
const NAME = /cci(pra|oph)-v(\d{2,3})(\d)r\d+/i;

/** "ccipra-v323r0-f1": version 32.3. Version 20 began in 2014, and each year has four. */
function nameSays(name: string): NamedEdition {
  const match = NAME.exec(name);
  if (match === null) return {};
  return {
    setting: match[1]?.toLowerCase() === 'pra' ? 'practitioner' : 'hospital',
    effective: quarterStart(1994 + Number(match[2]), Number(match[3]) + 1),
  };
}

function date(text: string, what: string, source: Source, line: number): number {
  if (fromCompactDate(text) === undefined)
    throw new ImportError(
      source.name,
      line,
      `"${text}" is no ${what} date: expected YYYYMMDD${what === 'deletion' ? ', or * while the edit is active' : ''}.`,
    );
  return Number(text);
}

async function readPart(source: Source, pairs: PairBuilder): Promise<void> {
  const before = pairs.size;
  await forEachRow(source, (cells, line) => {
    const [one = '', two = '', early = '', effective = '', deletion = '', indicator = ''] = cells;
    const pair = CODE.test(one) && CODE.test(two);
    if (!pair) {
      // Copyright and column titles, six to nine lines of them.
      if (pairs.size === before && line < 30) return;
      throw new ImportError(
        source.name,
        line,
        `expected a column one and a column two code, found "${one}" and "${two}".`,
      );
    }
    if (cells.length < 6)
      throw new ImportError(
        source.name,
        line,
        `has ${cells.length} columns; expected column 1, column 2, in existence before 1996, effective date, deletion date, modifier indicator and rationale. The file may be cut: download it again.`,
      );
    if (indicator !== '0' && indicator !== '1' && indicator !== '9')
      throw new ImportError(
        source.name,
        line,
        `modifier indicator "${indicator}" is not 0, 1 or 9.`,
      );
    pairs.add(one, two, {
      effective: date(effective, 'effective', source, line),
      deletion: deletion === '*' || deletion === '' ? 0 : date(deletion, 'deletion', source, line),
      indicator: indicator === '0' ? 0 : indicator === '1' ? 1 : 9,
      rationale: cells[6] ?? '',
      early: early === '*',
    });
  });
  if (pairs.size === before)
    throw new ImportError(
      source.name,
      undefined,
      'has no row with a column one and a column two code. Is it a PTP edit file (ccipra-... or ccioph-...)?',
    );
}

/** The parts say their numbers; one that is missing between or before them would leave whole chapters unchecked. */
function refuseGaps(sources: readonly Source[]): void {
  const numbers = sources.flatMap(({ file }) => {
    const match = /-f(\d+)\./i.exec(file);
    return match === null ? [] : [Number(match[1])];
  });
  const missing = Array.from({ length: Math.max(0, ...numbers) }, (_, index) => index + 1).filter(
    (part) => !numbers.includes(part),
  );
  if (numbers.length > 0 && missing.length > 0)
    throw new ImportError(
      sources.map(({ name }) => name).join(', '),
      undefined,
      `part f${missing.join(', f')} of the release is missing. Name all parts in one command.`,
    );
}

/**
 * NCCI procedure-to-procedure edits of Medicare, practitioner or hospital: tab-delimited txt or xlsx, several parts.
 * Source: CMS, "Medicare NCCI Procedure to Procedure (PTP) Edits".
 */
export const ptp: Importer = {
  kind: 'ptp',
  title: 'NCCI procedure-to-procedure edits (CMS, quarterly)',
  settings: ['practitioner', 'hospital'],
  inArchives: [/^cci(?:pra|oph).*\.txt$/i, /^cci(?:pra|oph).*\.xlsx$/i],
  nameSays,
  async read(sources) {
    refuseGaps(sources);
    const pairs = new PairBuilder();
    for (const source of sources) await readPart(source, pairs);
    return { rows: pairs.size, pairs };
  },
};
