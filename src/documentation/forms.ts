/**
 * Inflection of lexicon words. Forms are generated when the lexicon is compiled, never guessed from the note:
 * a stemmer would let "faced" stand for "face" and "NOS" for "nose".
 */

const VOWELS = 'aeiou';
const isVowel = (letter: string | undefined): boolean =>
  letter !== undefined && VOWELS.includes(letter);

/** Plural forms of one lower-case noun, English and the Latin and Greek ones of medicine. */
export function plurals(noun: string): string[] {
  if (noun.length < 3 || !/^\p{L}+$/u.test(noun)) return [];
  if (noun.endsWith('sis')) return [`${noun.slice(0, -2)}es`];
  if (noun.endsWith('us')) return [`${noun.slice(0, -2)}i`, `${noun}es`];
  if (noun.endsWith('oma')) return [`${noun}s`, `${noun}ta`];
  if (noun.endsWith('um')) return [`${noun.slice(0, -2)}a`, `${noun}s`];
  if (noun.endsWith('go')) return [`${noun.slice(0, -1)}ines`, `${noun}s`, `${noun}es`];
  if (noun.endsWith('a')) return [`${noun}e`, `${noun}s`];
  if (noun.endsWith('y') && !isVowel(noun.at(-2))) return [`${noun.slice(0, -1)}ies`];
  if (/(?:s|x|z|ch|sh)$/.test(noun)) return [`${noun}es`];
  return [`${noun}s`];
}

/** Verb forms of one lower-case verb: third person, past, participle. Irregular forms stand in the lexicon. */
export function verbForms(verb: string): { past: string[]; other: string[] } {
  if (verb.length < 3 || !/^\p{L}+$/u.test(verb)) return { past: [], other: [] };
  if (verb.endsWith('e')) {
    return { past: [`${verb}d`], other: [`${verb}s`, `${verb.slice(0, -1)}ing`] };
  }
  if (verb.endsWith('y') && !isVowel(verb.at(-2))) {
    return { past: [`${verb.slice(0, -1)}ied`], other: [`${verb.slice(0, -1)}ies`, `${verb}ing`] };
  }
  const last = verb.at(-1) ?? '';
  const closed =
    !isVowel(last) && !'wxy'.includes(last) && isVowel(verb.at(-2)) && !isVowel(verb.at(-3));
  const doubled = closed && verb.length <= 5 ? verb + last : verb;
  const third = /(?:s|x|z|ch|sh)$/.test(verb) ? `${verb}es` : `${verb}s`;
  return { past: [`${doubled}ed`], other: [third, `${doubled}ing`] };
}

const PLURAL_ENDING = /(?:[^sui']s|'s|nevi|naevi|clavi|ae|ata|ines|mollusca|milia)$/;

/** True when the last word of a matched term names more than one. */
export function looksPlural(word: string): boolean {
  return PLURAL_ENDING.test(word);
}

const PAST_ENDING = /(?:ed|'d|froze|frozen|burnt|took|taken|bxd|txd|cut)$/;

/** True for a word that tells a finished act ("shaved", "froze"). */
export function looksPast(word: string): boolean {
  return PAST_ENDING.test(word);
}
