import { spelling } from './spellings.js';

/** One word, number or mark of the note. `text.slice(start, end)` is the token, untouched. */
export interface Token {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Lower case, in the one spelling that the lexicon is matched in (see `spelling`). */
  readonly key: string;
  readonly kind: 'word' | 'number' | 'symbol';
  /** True when the token follows its neighbour without a space. */
  readonly glued: boolean;
}

// Alternatives begin with different characters, so the pattern never backtracks over what it has read. The groups are
// number, word, space and symbol; names would make an object for each token.
const TOKEN =
  /(\d{1,3}(?:,\d{3})+(?!\d)|\d+\.\d+|\d+,\d{1,2}(?=\s?[cm]m\b)|\d+|(?<![\p{L}\p{N}.])\.\d+|[½¼¾⅓⅔⅛])|((?<![\p{L}\p{N}/])[wW]\/(?:[oO](?!\p{L}))?|\p{L}[\p{L}\p{M}\p{N}]*(?:['’]\p{L}+)*)|([\s\p{Cf}]+)|(.)/suy;

const TIMES_AND_DIGITS = /^[xX]\d/;

const keyOf = (piece: string, isWord: boolean): string => {
  const lower = piece.toLowerCase().replaceAll('’', "'");
  return isWord ? spelling(lower) : lower;
};

/** Splits the text into tokens. White space is left out; offsets always point into the text as given. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN.source, TOKEN.flags);
  let previousEnd = -1;
  let position = 0;
  while (position < text.length) {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    const [raw, number, word, space] = match ?? [];
    // A lone surrogate matches `.` as well, so only an engine fault could leave the pattern without a match.
    if (raw === undefined) {
      position += 1;
      continue;
    }
    if (space !== undefined) {
      position += raw.length;
      continue;
    }
    // "x3" and "0.8x0.6" count and multiply; "LN2" and "T1" are words.
    const split = word !== undefined && TIMES_AND_DIGITS.test(raw);
    const piece = split ? raw.slice(0, 1) : raw;
    tokens.push({
      start: position,
      end: position + piece.length,
      text: piece,
      key: keyOf(piece, word !== undefined),
      kind: number !== undefined ? 'number' : word !== undefined ? 'word' : 'symbol',
      glued: previousEnd === position,
    });
    position += piece.length;
    previousEnd = position;
  }
  return tokens;
}
