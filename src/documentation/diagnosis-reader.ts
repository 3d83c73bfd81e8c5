import type { Concept, Lexicon } from '../knowledge/lexicon.js';
import type { Judgement } from './assertions.js';
import { gatherDiagnoses } from './diagnosis-gathering.js';
import type { DiagnosisMention, Qualifier } from './diagnosis-mention.js';
import { readDiagnosisNumbers } from './diagnosis-numbers.js';
import { diagnosisTerms, elementOf, qualifierTerms } from './diagnosis-terms.js';
import type { SentenceFacts } from './findings-of-note.js';
import type { Mention } from './mentions.js';
import type { Token } from './tokens.js';
import type { DocumentedDiagnosis, SupportingDocumentation } from './types.js';

const BREAKS = new Set(
  [', ; : ( ) [ ] & + • — – and then plus but while with w/'].flatMap((all) => all.split(' ')),
);
/** "ICD-10 for", "dx codes for": what follows is what the sender wants coded. */
const REQUEST =
  /\b(?:icd(?:[- ]?10)?(?:[- ]?cm)?(?: codes?)?|dx(?: codes?)?|diagnos[ei]s(?: codes?)?)\s+(?:is |are )?for\b(?![^.;]*\b(?:cpt|modifier)\b)[^.;?]*$/i;

/** Words that a drug in use, a screening or a history begins with. */
const TAKES = new Set(
  'on takes taking uses using currently long screening encounter history personal status former'.split(
    ' ',
  ),
);

/** What may stand between a denial and the diagnosis that is denied. */
const ADJECTIVES = new Set(
  'new acute further other recurrent residual obvious significant active current more additional visible'.split(
    ' ',
  ),
);

/** Headings that diagnoses are listed under. */
const LISTS = new Set(['section-assessment', 'section-assessment-plan']);

/** Reads the diagnoses of a note sentence by sentence, in a pass that leaves the words of services alone. */
export class DiagnosisReader {
  private readonly heads: DiagnosisMention[] = [];
  private readonly qualifiers: Qualifier[] = [];
  private readonly covered = new Map<number, number>();
  private segment = 0;

  constructor(
    private readonly text: string,
    private readonly tokens: readonly Token[],
    private readonly lexicon: Lexicon,
    private readonly support: (from: number, to: number) => SupportingDocumentation,
  ) {}

  /** True when the words are part of a longer name of a diagnosis: no cyst of the skin in "ovarian cyst". */
  covers(from: number, to: number): boolean {
    for (let index = from; index < to; index += 1) {
      const length = this.covered.get(index);
      if (length === undefined || length <= to - from) return false;
    }
    return true;
  }

  add(facts: SentenceFacts): void {
    const { sentence } = facts;
    const terms = diagnosisTerms(this.lexicon, this.tokens, sentence.from, sentence.to);
    const segments = this.segmentsOf(sentence.from, sentence.to, terms);
    for (const { concept, from, to } of terms) {
      // "History of melanoma" names the lesion as well.
      if (concept.traits['shared'] === true) continue;
      for (let index = from; index < to; index += 1) this.covered.set(index, to - from);
    }
    // Many facts share their words, and judging a stretch is the dear part.
    const judged = new Map<string, Judgement>();
    const judge = (from: number, to: number): Judgement => {
      const key = `${from}-${to}`;
      const known =
        judged.get(key) ?? facts.judge.judge({ from, to, kind: 'condition', past: false });
      judged.set(key, known);
      return known;
    };
    const place = (from: number, to: number) => {
      const judgement = judge(from, to);
      // "Dx in order please: hypertension": a label may deny what stands under it, but nobody plans a diagnosis.
      const above = facts.above?.assertion === 'planned' ? undefined : facts.above;
      const held = judgement.assertion === 'performed' && above !== undefined ? above : judgement;
      return {
        from,
        to,
        sentence: facts.index,
        segment: segments[from - sentence.from] ?? this.segment,
        assertion: held.assertion,
        title: sentence.title,
        asked: judgement.asked || facts.asks,
      };
    };
    // "No history of polyps or cancer": what is joined by "or" to a denied diagnosis is denied too.
    let denied = -1;
    const listed = LISTS.has(sentence.section?.id ?? '');
    const lineStart = this.tokens[sentence.from]?.start ?? 0;
    for (const { concept, from, to } of terms) {
      const read = place(from, to);
      const assertion = this.opensAnew(from, to, judge(from, to))
        ? ('performed' as const)
        : this.barelyDenied(from)
          ? ('negated' as const)
          : read.assertion;
      const joined = denied >= 0 && denied + 1 === from && this.tokens[denied]?.key === 'or';
      const stands = { ...read, assertion: joined ? ('negated' as const) : assertion };
      denied = stands.assertion === 'negated' ? to : -1;
      const before = this.text.slice(lineStart, this.tokens[from]?.start ?? lineStart);
      this.head(concept, { ...stands, listed, requested: REQUEST.test(before) });
      for (const id of Object.values(concept.implies)) {
        const implied = this.lexicon.concept(id);
        if (implied?.kind === 'diagnosis')
          this.head(implied, { ...stands, listed, requested: false });
        else if (implied !== undefined) this.qualify(implied, stands);
      }
    }
    const ownFacts = qualifierTerms(this.lexicon, this.tokens, sentence.from, sentence.to);
    /** "Migraine without aura, intractable": a denial within a name or a fact ends with it. */
    const closed = (from: number, to: number): boolean => {
      const { assertion, cue } = judge(from, to);
      return (
        assertion === 'negated' &&
        cue !== undefined &&
        [...terms, ...ownFacts].some(
          (term) => cue.from >= term.from && cue.to <= term.to && cue.to < term.to && to > term.to,
        )
      );
    };
    for (const { concept, from, to } of ownFacts) {
      const read = place(from, to);
      // "No macular edema, both eyes": a side is never what the note denies.
      const side = elementOf(concept.kind) === 'laterality' && read.assertion === 'negated';
      const stands = side || closed(from, to) ? { ...read, assertion: 'performed' as const } : read;
      this.qualify(concept, stands);
      for (const id of Object.values(concept.implies)) {
        const implied = this.lexicon.concept(id);
        if (implied !== undefined) this.qualify(implied, stands);
      }
      // A drug may be the diagnosis itself: its adverse effect, or a poisoning by it.
      if (concept.traits['diagnosis'] === true)
        this.head(concept, { ...stands, listed, requested: false });
    }
    for (const { element, value, unit, from, to } of readDiagnosisNumbers(
      this.tokens,
      sentence.from,
      sentence.to,
    )) {
      const stands = place(from, to);
      this.qualifiers.push({
        ...stands,
        // "Without delivery, 33 weeks", "anti-D given, 28 weeks": the number itself is neither denied nor past.
        assertion: stands.assertion === 'someone-else' ? stands.assertion : 'performed',
        element,
        value: { kind: 'quantity', value, unit, support: this.support(from, to) },
        wide: true,
      });
    }
  }

  /** "No symptoms, on clopidogrel": what the patient takes is not denied with what stands before the comma. */
  private opensAnew(from: number, to: number, { assertion, cue }: Judgement): boolean {
    // "Atypical chest pain", "family history of glaucoma": the word is part of the name.
    if (cue !== undefined && cue.from >= from && cue.to <= to) return true;
    if (assertion !== 'negated' || cue === undefined || cue.to > from) return false;
    if (!TAKES.has(this.tokens[from]?.key ?? '')) return false;
    return this.tokens.slice(cue.to, from).some(({ text }) => text === ',' || text === ';');
  }

  /** "No new polyps": between the denial and the diagnosis stand adjectives alone. */
  private barelyDenied(from: number): boolean {
    let at = from - 1;
    while (at > from - 4 && ADJECTIVES.has(this.tokens[at]?.key ?? '')) at -= 1;
    return at < from - 1 && /^(?:no|without|denies)$/.test(this.tokens[at]?.key ?? '');
  }

  private head(concept: Concept, stands: Omit<DiagnosisMention, 'concept' | 'support'>): void {
    this.heads.push({ ...stands, concept, support: this.support(stands.from, stands.to) });
  }

  private qualify(concept: Concept, stands: Omit<Qualifier, 'element' | 'value' | 'wide'>): void {
    this.qualifiers.push({
      ...stands,
      element: elementOf(concept.kind),
      value: {
        kind: 'concept',
        concept: concept.id,
        support: this.support(stands.from, stands.to),
      },
      wide: concept.traits['reach'] === 'note',
    });
  }

  /** The segment that each token stands in; marks within the name of a diagnosis part nothing. */
  private segmentsOf(from: number, to: number, terms: readonly Mention[]): number[] {
    const inside = new Set(
      terms.flatMap((term) =>
        Array.from({ length: term.to - term.from }, (_, at) => term.from + at),
      ),
    );
    this.segment += 1;
    const segments: number[] = [];
    for (let index = from; index < to; index += 1) {
      if (!inside.has(index) && BREAKS.has(this.tokens[index]?.key ?? '')) this.segment += 1;
      segments.push(this.segment);
    }
    return segments;
  }

  read(): DocumentedDiagnosis[] {
    return gatherDiagnoses(this.heads, this.qualifiers, this.tokens, this.lexicon);
  }
}
