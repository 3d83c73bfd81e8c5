import { within } from './cells.js';
import { checkAct, checkCites, compileCells, type CompileContext } from './compile-cells.js';
import { readFiles, type KnowledgeFile } from './read-files.js';
import { policyFileSchema } from './schema.js';
import type { Source } from './source.js';
import type { Family, NotCovered, Policies } from './types.js';

/** An entry that sets aside all that a family answers would silence the family. */
function checkSilenced(
  source: Source,
  index: number,
  entry: NotCovered,
  families: readonly Family[],
  { report }: CompileContext,
): void {
  for (const family of families) {
    const silenced = family.answers.some(
      ({ act, when }) =>
        act === entry.act &&
        [...entry.cells].every(([name, cell]) => {
          const own = when.get(name);
          return own !== undefined && within(own.accepts, cell.accepts);
        }),
    );
    if (!silenced) continue;
    report.add(
      source,
      ['entries', index],
      `family ${family.id} answers "${entry.act}" and is never reached because of this entry; narrow or remove it`,
    );
  }
}

/** Compiles policies/*.yaml and checks them against the families. */
export function compilePolicies(
  files: readonly KnowledgeFile[],
  families: readonly Family[],
  context: CompileContext,
): Policies {
  const { report } = context;
  const knownCodes = new Set(families.flatMap((family) => [...family.codes.keys()]));
  const read = readFiles(files, (path) => path.startsWith('policies/'), policyFileSchema, report);
  const notCovered: NotCovered[] = [];
  for (const { source, data } of read) {
    switch (data.kind) {
      case 'same-lesion':
        data.rules.forEach((rule, index) => {
          [rule.integral, ...rule.within].forEach((act) => {
            checkAct(source, ['rules', index], act, context);
          });
          checkCites(source, ['rules', index, 'cites'], rule.cites, context);
        });
        break;
      case 'distinct-services':
        checkCites(source, ['cites'], data.cites, context);
        data.pairs.forEach(({ one, two }, index) => {
          for (const code of [one, ...two]) {
            if (!knownCodes.has(code))
              report.add(source, ['pairs', index], `no loaded family has code ${code}`);
          }
        });
        break;
      case 'not-covered':
        data.entries.forEach((entry, index) => {
          checkAct(source, ['entries', index], entry.act, context);
          checkCites(source, ['entries', index, 'cites'], entry.cites, context);
          const compiled: NotCovered = {
            policy: data.id,
            act: entry.act,
            cells: compileCells(
              source,
              ['entries', index, 'when'],
              entry.when,
              context.elements,
              context,
              'condition',
            ),
            because: entry.because,
          };
          checkSilenced(source, index, compiled, families, context);
          notCovered.push(compiled);
        });
        break;
    }
  }
  const policies = read.map(({ data }) => data);
  return {
    sameLesion: policies.filter((policy) => policy.kind === 'same-lesion'),
    distinctServices: policies.filter((policy) => policy.kind === 'distinct-services'),
    notCovered,
  };
}
