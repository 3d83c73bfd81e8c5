import { within } from './cells.js';
import { checkCites, compileCells, type CompileContext } from './compile-cells.js';
import { readFiles, type KnowledgeFile } from './read-files.js';
import { diagnosesFileSchema } from './schema.js';
import type { DiagnosisEntry } from './types.js';

/** Compiles diagnoses/*.yaml. Rows are taken in order, so a row hidden by an earlier one is a fault. */
export function compileDiagnoses(
  files: readonly KnowledgeFile[],
  context: CompileContext,
): DiagnosisEntry[] {
  const { lexicon, report } = context;
  const claimed = new Map<string, string>();
  const read = readFiles(
    files,
    (path) => path.startsWith('diagnoses/'),
    diagnosesFileSchema,
    report,
  );
  return read.flatMap(({ source, data }) => {
    checkCites(source, ['cites'], data.cites, context);
    return data.diagnoses.map((entry, index) => {
      for (const concept of entry.concepts) {
        if (!lexicon.concept(concept)) {
          report.add(
            source,
            ['diagnoses', index],
            `no lexicon file defines the concept "${concept}"`,
          );
        }
        const other = claimed.get(concept);
        if (other !== undefined)
          report.add(source, ['diagnoses', index], `"${concept}" is already answered in ${other}`);
        claimed.set(concept, source.path);
      }
      const rows = entry.rows.map((row, at) => ({
        cells: compileCells(
          source,
          ['diagnoses', index, 'rows', at, 'when'],
          row.when,
          context.elements,
          context,
        ),
        code: row.code,
        label: row.label,
        ...(row.review === undefined ? {} : { review: row.review }),
      }));
      rows.forEach((row, at) => {
        const hidden = rows.slice(0, at).some((earlier) =>
          [...earlier.cells].every(([name, cell]) => {
            const here = row.cells.get(name);
            return here !== undefined && within(here.accepts, cell.accepts);
          }),
        );
        if (hidden) {
          report.add(
            source,
            ['diagnoses', index, 'rows', at],
            `${row.code} is unreachable: an earlier row takes all it could`,
          );
        }
      });
      if ((rows.at(-1)?.cells.size ?? 1) > 0) {
        report.add(
          source,
          ['diagnoses', index],
          'the last row must be without conditions: the code for unstated details',
        );
      }
      return { concepts: entry.concepts, rows, cites: data.cites };
    });
  });
}
