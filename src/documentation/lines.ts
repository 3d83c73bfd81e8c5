/** One line of the note as the writer meant it: mail programs wrap lines, and a wrapped line is one line here. */
export interface Line {
  readonly start: number;
  readonly end: number;
  /** Where the words begin, after indent and list marker. */
  readonly contentStart: number;
  readonly indent: number;
  /** True for "- ", "* ", "1. ", "a) " and the like. */
  readonly marked: boolean;
  /** True when an empty line stands before it. */
  readonly afterBlank: boolean;
}

const BREAK = /\r\n|[\n\r\u2028\u2029\v\f]/g;
const MARKER =
  /^(?:[-*•·–—>◦▪●+o](?=\s)|\(?\d{1,2}[.)](?=\s)|\(?[A-Ha-h][.)](?=\s)|#\d{1,2}[.):]?(?=\s))\s*/u;
/** A line at least this long was probably broken by a mail program, not by the writer. */
const WRAP_WIDTH = 58;
const CONTINUES =
  /^(?:and|or|of|on|in|at|to|the|for|from|with|was|were|is|which|that|by|as|x|but)\b/;
const HANGS = /(?:,|\b(?:and|or|of|on|in|at|to|the|for|from|with|was|were|is|a|an|by))$/;
const CLOSED = /[.:;?!]$/;
const LABELLED = /^[\p{L}/& -]{1,40}:/u;

function physicalLines(text: string): { start: number; end: number }[] {
  const lines: { start: number; end: number }[] = [];
  let start = 0;
  for (const match of text.matchAll(BREAK)) {
    lines.push({ start, end: match.index });
    start = match.index + match[0].length;
  }
  lines.push({ start, end: text.length });
  return lines;
}

/** Splits the text into lines and joins the ones that a mail program wrapped. Empty lines are left out. */
export function readLines(text: string): Line[] {
  const lines: Line[] = [];
  let afterBlank = true;
  let previous: { text: string; length: number } | undefined;
  for (const { start, end } of physicalLines(text)) {
    const raw = text.slice(start, end);
    const trimmed = raw.trim();
    if (trimmed === '') {
      afterBlank = true;
      previous = undefined;
      continue;
    }
    const indent = raw.length - raw.trimStart().length;
    const marker = MARKER.exec(trimmed)?.[0] ?? '';
    const last = lines.at(-1);
    if (last !== undefined && previous !== undefined && marker === '' && joins(previous, trimmed)) {
      lines[lines.length - 1] = { ...last, end };
    } else {
      lines.push({
        start,
        end,
        contentStart: start + indent + marker.length,
        indent,
        marked: marker !== '',
        afterBlank,
      });
    }
    previous = { text: trimmed.slice(-12), length: raw.trimEnd().length };
    afterBlank = false;
  }
  return lines;
}

function joins(previous: { text: string; length: number }, next: string): boolean {
  if (CLOSED.test(previous.text) || LABELLED.test(next.slice(0, 60))) return false;
  if (HANGS.test(previous.text) || CONTINUES.test(next.slice(0, 12))) return true;
  return previous.length >= WRAP_WIDTH;
}
