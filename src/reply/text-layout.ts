/**
 * Plain-text layout of a reply: wrapped paragraphs and aligned columns for a fixed-width reader.
 * Widths are counted in code points.
 */

/** Columns of a plain-text reply; mail programs and terminals show 72 without folding. */
export const TEXT_WIDTH = 72;

const NARROWEST_COLUMN = 8;

const lengthOf = (text: string): number => Array.from(text).length;

/** Cuts a word that no line can hold. URLs stay whole: a folded address cannot be followed. */
function pieces(word: string, width: number): string[] {
  const points = Array.from(word);
  if (points.length <= width || /^https:\/\//.test(word)) return [word];
  const cut: string[] = [];
  for (let at = 0; at < points.length; at += width) cut.push(points.slice(at, at + width).join(''));
  return cut;
}

/** Lines of at most `width` columns; white space of any kind counts as one blank. */
export function wrapLines(text: string, width: number): string[] {
  const room = Math.max(width, NARROWEST_COLUMN);
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of text.split(/\s+/u)) {
    if (word === '') continue;
    for (const piece of pieces(word, room)) {
      const size = lengthOf(piece);
      if (used > 0 && used + 1 + size > room) {
        lines.push(line);
        line = '';
        used = 0;
      }
      line = used > 0 ? `${line} ${piece}` : piece;
      used += size + (used > 0 ? 1 : 0);
    }
  }
  if (used > 0) lines.push(line);
  return lines;
}

/** A paragraph: first line indented by `indent`, the others by `indent + hang`. No newline at the end. */
export function paragraph(text: string, indent = 0, hang = 0): string {
  const lines = wrapLines(text, TEXT_WIDTH - indent - hang);
  return lines.map((line, at) => `${' '.repeat(indent + (at > 0 ? hang : 0))}${line}`).join('\n');
}

/** One row of a table: each cell wraps inside its own column, two blanks between columns. */
export function columns(cells: readonly string[], widths: readonly number[]): string {
  const wrapped = widths.map((width, at) => wrapLines(cells[at] ?? '', width));
  const height = Math.max(1, ...wrapped.map((lines) => lines.length));
  const rows: string[] = [];
  for (let row = 0; row < height; row += 1) {
    const parts = widths.map((width, at) => {
      const cell = wrapped[at]?.[row] ?? '';
      return cell + ' '.repeat(Math.max(0, width - lengthOf(cell)));
    });
    rows.push(parts.join('  ').trimEnd());
  }
  return rows.join('\n');
}

/** Trailing blanks gone, never more than one empty line, one newline at the end. */
export function tidy(text: string): string {
  return `${text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}
