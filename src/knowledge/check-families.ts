import type { CompileContext } from './compile-cells.js';
import { overlaps } from './regions.js';
import type { Source } from './source.js';
import type { FamilyFile } from './schema.js';
import type { Family } from './types.js';

interface Compiled {
  readonly source: Source;
  readonly data: Pick<FamilyFile, 'codes'>;
  readonly family: Family;
}

/** Faults that only show when all families stand side by side. */
export function checkFamilies(families: readonly Compiled[], context: CompileContext): void {
  const { report } = context;
  const rowHome = new Map<string, string>();
  const codeHome = new Map<string, string>();
  for (const { source, data, family } of families) {
    family.rows.forEach((row, index) => {
      const home = rowHome.get(row.id);
      if (home !== undefined && home !== family.id) {
        report.add(source, ['rows', index], `row id ${row.id} is already used by family ${home}`);
      }
      rowHome.set(row.id, family.id);
    });
    for (const { code } of data.codes) {
      const home = codeHome.get(code);
      if (home !== undefined)
        report.add(source, ['codes'], `code ${code} already belongs to family ${home}`);
      codeHome.set(code, family.id);
    }
  }
  for (const { source, data, family } of families) {
    family.rows.forEach(({ id, report: reported }, index) => {
      for (const { code } of reported) {
        if (!codeHome.has(code))
          report.add(
            source,
            ['rows', index],
            `code ${code} is reported by row ${id} but has no entry under \`codes\`, here or in another family`,
          );
      }
    });
    data.codes.forEach(({ code, addOn }, index) => {
      const orphan = addOn?.parents.filter((parent) => !codeHome.has(parent)) ?? [];
      if (orphan.length > 0) {
        report.add(
          source,
          ['codes', index],
          `add-on ${code} names parents that no family has: ${orphan.join(', ')}`,
        );
      }
    });
    family.cases.forEach((entry, index) => {
      for (const { code } of entry.expect.lines) {
        if (!codeHome.has(code))
          report.add(
            source,
            ['cases', index],
            `case ${entry.id} expects ${code}, which no family reports`,
          );
      }
    });
  }
  checkAnswersApart(families, context);
}

/** Two families may answer one act only where their conditions keep them apart. */
function checkAnswersApart(families: readonly Compiled[], context: CompileContext): void {
  const regions = families.flatMap(({ source, family }) =>
    family.answers.flatMap((answer, index) =>
      // What further findings keep apart is not looked into.
      answer.with.length + answer.without.length > 0
        ? []
        : [
            {
              id: `${family.id}#${index}`,
              cells: answer.when,
              act: answer.act,
              source,
              family: family.id,
              index,
            },
          ],
    ),
  );
  for (const act of new Set(regions.map((region) => region.act))) {
    const same = regions.filter((region) => region.act === act);
    const specs = [...context.elements.values()].filter((spec) =>
      same.some(({ cells }) => cells.has(spec.name)),
    );
    for (const [first, second] of overlaps(same, specs)) {
      const [a, b] = [same.find(({ id }) => id === first), same.find(({ id }) => id === second)];
      if (!a || !b) continue;
      context.report.add(
        b.source,
        ['answers', b.index],
        `families ${a.family} and ${b.family} both answer the act "${act}" under the same conditions`,
      );
    }
  }
}
