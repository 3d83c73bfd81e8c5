import type { Concept } from '../knowledge/lexicon.js';
import { readLines, type Line } from './lines.js';
import { findMentions } from './mentions.js';
import type { Token } from './tokens.js';
import type { Vocabulary } from './vocabulary.js';

/** A stretch of tokens that says one thing, with its place in the note. */
export interface Sentence {
  readonly from: number;
  readonly to: number;
  readonly title: boolean;
  /** The section whose heading stands above. */
  readonly section: Concept | undefined;
  /** Which heading of the note stands above, counted from 0. */
  readonly heading: number;
  /** Index of the sentence that leads this one ("Shave removals:"), or -1. */
  readonly parent: number;
  /** True for list items and for lines that stand as a list without markers. */
  readonly item: boolean;
  /** True for items with a list marker. */
  readonly marked: boolean;
  /** Lines without an empty line between share a block. */
  readonly block: number;
  /** The line that it stands on, counted from 0. */
  readonly line: number;
  /** Ends with a question mark. */
  readonly question: boolean;
}

const ENDS = new Set(['.', '?', '!']);
/** Short forms whose full stop ends no sentence. */
const SHORT_FORMS = new Set(
  'dr mr mrs ms vs approx e i no fig lt rt dx hx incl st pt prof appt approx dept med est'.split(
    ' ',
  ),
);
const LONGEST_LABEL = 10;
/** A text without full stops is cut here: what governs what is judged within a sentence, at a bounded cost. */
const LONGEST_SENTENCE = 160;

/** A label that stands apart from what is before it by a wide gap. */
function startsColumn(tokens: readonly Token[], index: number): boolean {
  const [before, label, colon] = [tokens[index - 1], tokens[index], tokens[index + 1]];
  return (
    colon?.text === ':' &&
    colon.glued &&
    label?.kind === 'word' &&
    before !== undefined &&
    label.start - before.end >= WIDE_GAP
  );
}

/** Spaces that part columns. */
const WIDE_GAP = 3;

/** Index of the token after the sentence that starts at `from`. */
function sentenceEnd(tokens: readonly Token[], from: number, lineEnd: number): number {
  const limit = Math.min(lineEnd, from + LONGEST_SENTENCE);
  for (let index = from; index < limit; index += 1) {
    const token = tokens[index];
    const next = tokens[index + 1];
    // "Pre: suspected cancer   Post: carcinoma": columns of labels on one line.
    if (index > from && startsColumn(tokens, index)) return index;
    if (token === undefined || !ENDS.has(token.text)) continue;
    // "...vomiting.,History of Present Illness:": exports that join paragraphs with a comma.
    const joined = next?.text === ',' && next.glued && index + 2 < limit;
    if (joined && /^\p{Lu}/u.test(tokens[index + 2]?.text ?? '')) return index + 2;
    if (
      index + 1 < limit &&
      next?.glued === true &&
      !ENDS.has(next.text) &&
      !/^[)"'”’\]]$/.test(next.text)
    )
      continue;
    const before = tokens[index - 1];
    const short =
      token.text === '.' &&
      before !== undefined &&
      index > from &&
      (SHORT_FORMS.has(before.key) ||
        (before.kind === 'word' && before.text.length === 1 && index + 1 < limit));
    if (short) continue;
    // "?BCC" asks about a diagnosis inside a sentence.
    let end = index + 1;
    while (
      end < limit &&
      tokens[end]?.glued === true &&
      /^[.?!)"'”’\]]$/.test(tokens[end]?.text ?? '')
    )
      end += 1;
    return end;
  }
  return limit;
}

/** Index of the colon that closes a label at the start of the line, or -1. */
function labelColon(tokens: readonly Token[], from: number, limit: number): number {
  const last = Math.min(limit, from + LONGEST_LABEL);
  for (let index = from + 1; index < last; index += 1) {
    const token = tokens[index];
    if (token === undefined || ENDS.has(token.text) || token.text === ';') return -1;
    if (token.text !== ':') continue;
    const clock = tokens[index - 1]?.kind === 'number' && tokens[index + 1]?.glued === true;
    return clock ? -1 : index;
  }
  return -1;
}

/** The section named by exactly the tokens `from` to `to`. */
function sectionNamed(
  vocabulary: Vocabulary,
  tokens: readonly Token[],
  from: number,
  to: number,
): Concept | undefined {
  let start = from;
  while (start < to && /^[*_#[(]$/.test(tokens[start]?.text ?? '')) start += 1;
  let end = to;
  while (end > start && /^[*_\])-]$/.test(tokens[end - 1]?.text ?? '')) end -= 1;
  if (end - start > LONGEST_LABEL) return undefined;
  const found = findMentions(vocabulary, tokens, start, end).find(
    (mention) => mention.concept.kind === 'section' && mention.from === start,
  );
  return found?.to === end ? found.concept : undefined;
}

/** Headings under which nothing was done: history, family, medicines. */
function isAside(heading: Concept): boolean {
  const { assertion, soft } = heading.traits;
  return (assertion === 'historical' || assertion === 'someone-else') && soft !== true;
}

/** Lines above the current one that lead it, outermost first. */
interface Leader {
  readonly sentence: number;
  readonly indent: number;
  readonly marked: boolean;
  readonly open: boolean;
}

/** Splits the note into sentences. `titleEnd` is the offset where the mail subject ends (0 without one). */
export function readSentences(
  vocabulary: Vocabulary,
  text: string,
  tokens: readonly Token[],
  titleEnd: number,
): Sentence[] {
  const sentences: Sentence[] = [];
  const lines = readLines(text);
  let cursor = 0;
  let block = 0;
  let section: Concept | undefined;
  let headings = 0;
  let sectionInline = false;
  /** Where the sentence ends that a heading within running text holds for. */
  let sectionUntil = Infinity;
  let leaders: Leader[] = [];

  lines.forEach((line, lineIndex) => {
    while (cursor < tokens.length && (tokens[cursor]?.start ?? 0) < line.contentStart) cursor += 1;
    const from = cursor;
    while (cursor < tokens.length && (tokens[cursor]?.start ?? 0) < line.end) cursor += 1;
    const to = cursor;
    if (from === to) return;
    const title = line.start < titleEnd;
    if (line.afterBlank) {
      block += 1;
      if (sectionInline) section = undefined;
      // A heading may be followed by an empty line; a list ends at one unless it goes on after it.
      leaders = leaders.filter(
        (leader) => (leader.open && lastIs(leader, sentences)) || line.marked,
      );
    }
    leaders = leaders.filter((leader) => leads(leader, line));

    const shared = {
      title,
      block,
      line: lineIndex,
      marked: line.marked,
      item: line.marked || isListLine(lines, lineIndex),
    };
    const above = leaders.at(-1)?.sentence ?? -1;
    let parent = above;
    let at = from;
    let opened = false;
    let listed = 0;
    while (at < to) {
      const end = sentenceEnd(tokens, at, to);
      if (at >= sectionUntil) {
        section = undefined;
        sectionUntil = Infinity;
      }
      // "1. Cryotherapy of 4 warts. 2. Paring of 2 calluses.": list numbers within a line count nothing.
      if (end < to && end - at === 2 && tokens[at]?.text === String(listed + 1)) {
        listed += 1;
        at = end;
        continue;
      }
      const colon = labelColon(tokens, at, end);
      const heading =
        title || (colon === -1 && (at !== from || end !== to))
          ? undefined
          : sectionNamed(vocabulary, tokens, at, colon === -1 ? end : colon);
      if (heading !== undefined) {
        section = heading;
        headings += 1;
        sectionInline = colon !== -1 && colon + 1 < to;
        // "63M with a mass. PMH: GERD, hernia. MAC, incision...": what follows is no history.
        sectionUntil = sectionInline && at !== from && isAside(heading) ? end : Infinity;
        leaders = [];
        parent = -1;
        at = colon === -1 ? end : colon + 1;
        continue;
      }
      const place = { ...shared, heading: headings, section: title ? undefined : section };
      if (colon !== -1) {
        // "PMH: ..." on one line says nothing about the labelled line below it.
        if (sectionInline && at === from) section = undefined;
        const labelled = { ...place, section: title ? undefined : section };
        sentences.push({ ...labelled, from: at, to: colon + 1, parent: above, question: false });
        parent = sentences.length - 1;
        if (!opened)
          leaders.push({
            sentence: parent,
            indent: line.indent,
            marked: line.marked,
            open: colon + 1 === to,
          });
        opened = true;
        at = colon + 1;
        continue;
      }
      const question = endsAsQuestion(tokens, at, end);
      sentences.push({ ...place, from: at, to: end, parent, question });
      at = end;
    }
    if (!opened && sentences.length > 0 && lastTokenOf(sentences) === to) {
      leaders.push({
        sentence: sentences.length - 1,
        indent: line.indent,
        marked: line.marked,
        open: false,
      });
    }
  });
  return sentences;
}

/** A question mark closes the sentence, a bracket or quotation mark after it aside. */
function endsAsQuestion(tokens: readonly Token[], from: number, to: number): boolean {
  let last = to - 1;
  while (last > from && /^[)"'”’\]!.]$/.test(tokens[last]?.text ?? '')) last -= 1;
  return tokens[last]?.text === '?';
}

function lastTokenOf(sentences: readonly Sentence[]): number {
  return sentences.at(-1)?.to ?? -1;
}

function lastIs(leader: Leader, sentences: readonly Sentence[]): boolean {
  return leader.sentence === sentences.length - 1;
}

/** A heading leads what follows it; a list item leads deeper items; a line of prose leads the list right below it. */
function leads(leader: Leader, line: Line): boolean {
  if (line.marked) return leader.marked ? line.indent > leader.indent : true;
  if (leader.marked) return line.indent > leader.indent;
  return leader.open;
}

/** Short unmarked lines in a row are a list without markers. */
function isListLine(lines: readonly Line[], index: number): boolean {
  const line = lines[index];
  if (line === undefined) return false;
  const previous = lines[index - 1];
  const next = lines[index + 1];
  const short = (other: Line): boolean => other.end - other.start < 80;
  if (!short(line)) return false;
  const joinsPrevious = previous !== undefined && !line.afterBlank && short(previous);
  const joinsNext = next !== undefined && !next.afterBlank && short(next);
  return joinsPrevious || joinsNext;
}
