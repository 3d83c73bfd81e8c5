import { describeCell } from './cells.js';
import type { Family, Knowledge } from './types.js';
import { describeUnits } from './units.js';

function grid(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function tableOf(family: Family, knowledge: Knowledge): string[] {
  const header = ['row', ...family.columns.map((column) => column.label), 'report', 'cites'];
  const rows = family.rows.map((row) => [
    row.id,
    ...family.columns.map((column) => {
      const cell = row.cells.get(column.name);
      return cell ? describeCell(cell, column, knowledge.lexicon) : '-';
    }),
    row.report
      .map(({ code, units }) => {
        const text = describeUnits(units, (name) => family.elements.get(name)?.label ?? name);
        return text === '1' ? code : `${code} x ${text}`;
      })
      .join(' + '),
    row.cites.join(', '),
  ]);
  return grid([header, ...rows]);
}

/** One family as text for a coder: its table, codes and worked cases. Undefined for an unknown id. */
export function showFamily(knowledge: Knowledge, id: string): string | undefined {
  const family = knowledge.families.get(id);
  if (!family) return undefined;
  const answers = family.answers.map(({ act, when }) => {
    const conditions = [...when].map(([name, cell]) => `${name} ${cell.text}`).join(', ');
    return `  ${knowledge.lexicon.label(act)}${conditions === '' ? '' : ` (${conditions})`}`;
  });
  const codes = [...family.codes.values()].map(({ code, label, addOn }) => [
    `  ${code}`,
    addOn ? `add-on to ${addOn.parents.join(', ')}` : 'primary',
    label,
  ]);
  const cases = family.cases.map((entry) => {
    const lines = entry.expect.lines.map((line) =>
      [
        line.code,
        ...(line.units > 1 ? [`x ${line.units}`] : []),
        ...line.modifiers.map((modifier) => `-${modifier}`),
      ].join(' '),
    );
    return [
      `  ${entry.id}`,
      entry.kind,
      lines.length > 0 ? lines.join(' + ') : entry.expect.status,
      entry.shows,
    ];
  });
  return [
    `${family.title} (${family.system}, ${family.id})`,
    family.path,
    '',
    family.scope,
    '',
    'Answers',
    ...answers,
    `Services: ${family.combine.summary}.`,
    '',
    ...tableOf(family, knowledge),
    '',
    'Codes',
    ...grid(codes),
    '',
    'Worked cases',
    ...grid(cases),
    '',
  ].join('\n');
}
