/*
 * One form for text before it is read: compatibility forms folded, invisible characters gone, numbers kept.
 * It runs before coding, so offsets of the supporting documentation refer to the result.
 */

export interface NormalisedText {
  readonly text: string;
  /** Characters that reorder or hide text (bidi controls, tags) were there. */
  readonly hadDeceptiveCharacters: boolean;
}

const FRACTIONS: Readonly<Record<string, string>> = {
  '¼': '1/4', '½': '1/2', '¾': '3/4', '⅐': '1/7', '⅑': '1/9', '⅒': '1/10', '⅓': '1/3', '⅔': '2/3',
  '⅕': '1/5', '⅖': '2/5', '⅗': '3/5', '⅘': '4/5', '⅙': '1/6', '⅚': '5/6', '⅛': '1/8', '⅜': '3/8',
  '⅝': '5/8', '⅞': '7/8',
}; // prettier-ignore

const FRACTION = new RegExp(`(?:(\\d)[ \\u00a0]?)?([${Object.keys(FRACTIONS).join('')}])`, 'g');
const SUPERSCRIPT_AFTER_DIGIT = /(\d)([⁰¹²³⁴-⁹]+)/g;
const CIRCLED_NUMBER = /[①-⓿❶-➓]/g;
const DECEPTIVE = /[\u202a-\u202e\u2066-\u2069]|[\u{e0000}-\u{e007f}]/gu;
const INVISIBLE =
  /\u034f|\u17b4|\u17b5|[\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2060-\u206f\ufeff\u3164\uffa0]/g;
const CONTROL = /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/g;
const C1 = /[\u0080-\u009f]/g;

const windows1252 = new TextDecoder('windows-1252');

/**
 * NFKC with the cases where NFKC alone changes a number: "1½" would become "11/2" and "10²" "102".
 * C1 codes are read as windows-1252, as every mail program does: the dash of "1.2–1.5" is one of them in
 * letters that claim ISO-8859-1, and dropping it would join the figures.
 */
export function normaliseText(raw: string): NormalisedText {
  const hadDeceptiveCharacters = raw.search(DECEPTIVE) >= 0;
  const text = raw
    .replace(/\r\n?|\u2028|\u2029|\u000c/g, '\n')
    // As a stream: decoded at one go, Node 20 takes these bytes for Latin-1.
    .replace(C1, (character) =>
      windows1252.decode(Uint8Array.of(character.charCodeAt(0)), { stream: true }),
    )
    .replace(DECEPTIVE, '')
    .replace(INVISIBLE, '')
    .replace(CONTROL, '')
    .replace(C1, '')
    .replace(FRACTION, (_all, digit: string | undefined, glyph: string) =>
      digit === undefined ? (FRACTIONS[glyph] ?? '') : `${digit} ${FRACTIONS[glyph] ?? ''}`,
    )
    .replace(SUPERSCRIPT_AFTER_DIGIT, '$1^$2')
    .replace(CIRCLED_NUMBER, '$& ')
    .normalize('NFKC')
    .replaceAll('\u2044', '/')
    .replace(/[ \t]+$/gm, '');
  return { text, hadDeceptiveCharacters };
}
