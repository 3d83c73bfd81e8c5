import type { Documentation, Finding } from '../documentation/types.js';

/** A stretch of the letter that the sender limits the question to: "only the critical care codes". */
export interface FocusSpan {
  readonly sentence: number;
  /** Tokens from `from` (included) to `to` (excluded). */
  readonly from: number;
  readonly to: number;
}

/** "Only asking about the graft": what follows to the end of the sentence. */
const FORWARD = 'request-focus';
const ONLY = 'request-only-word';
const CODES = 'request-code-word';
const OWN = 'request-own-code';
const LEFT_OUT = 'request-leave-out';
const LEAVE = 'request-leave-word';
const OFF = 'request-out-word';
/** A sentence that asks for a code and holds nothing else has its findings this close together. */
const SHORT = 6;
/** How many tokens may stand between "only" and "codes". */
const REACH = 9;

const of = (concept: string, { findings }: Documentation): readonly Finding[] =>
  findings.filter((finding) => finding.concept === concept);

/** The stretches of the letter that limit the question. */
export function focusSpans(documentation: Documentation): readonly FocusSpan[] {
  const codes = of(CODES, documentation);
  const near = (only: Finding): FocusSpan[] => {
    const { sentence, token } = only;
    const distance = (code: Finding): number => Math.abs(code.token - token);
    // "CPT + dx. He says 'just use the excision code'": "just" goes with the nearer word.
    const code = codes
      .filter((found) => found.sentence === sentence && distance(found) <= REACH)
      .sort((a, b) => distance(a) - distance(b))[0];
    if (code === undefined) return [];
    const between = code.token - token;
    // "Only the critical care codes".
    if (between > 0) return [{ sentence, from: token, to: code.token }];
    // "Graft codes only": the words before; "CPT for the application only": the words between.
    return [{ sentence, from: code.token - (between >= -2 ? 5 : 0), to: token }];
  };
  return [
    ...of(FORWARD, documentation).map(({ sentence, token }) => ({
      sentence,
      from: token + 1,
      to: Infinity,
    })),
    ...of(ONLY, documentation).flatMap(near),
  ];
}

/** Short sentences that ask for a code: "Sedation codes?" limits to what they name, not to a topic ("CPT and dx?"). */
export function shortQuestions({ findings }: Documentation): readonly FocusSpan[] {
  return findings.flatMap(({ concept, sentence }): FocusSpan[] => {
    if (concept !== CODES) return [];
    const words = findings.filter((finding) => finding.sentence === sentence);
    // "Tubal on its own code?" asks about a part of the whole.
    if (words.some((word) => word.concept === OWN)) return [];
    const [first, last] = [words[0]?.token ?? 0, words.at(-1)?.token ?? 0];
    return last - first < SHORT ? [{ sentence, from: first, to: last + 1 }] : [];
  });
}

/** What the sender takes out of the question: "leave out the graft", "leave the graft off". */
export function leftOutSpans(documentation: Documentation): readonly FocusSpan[] {
  const off = of(OFF, documentation);
  return [
    ...of(LEFT_OUT, documentation).map(({ sentence, token }) => ({
      sentence,
      from: token,
      to: token + REACH,
    })),
    ...of(LEAVE, documentation).flatMap(({ sentence, token }): FocusSpan[] => {
      const end = off.find(
        (word) => word.sentence === sentence && word.token > token && word.token - token <= REACH,
      );
      return end === undefined ? [] : [{ sentence, from: token, to: end.token }];
    }),
  ];
}

/** True where a finding stands inside one of the stretches. */
export function isInFocus(
  { sentence, token }: Pick<Finding, 'sentence' | 'token'>,
  spans: readonly FocusSpan[],
): boolean {
  return spans.some((span) => span.sentence === sentence && token >= span.from && token < span.to);
}
