import type { Documentation, Finding, Placed } from '../documentation/types.js';
import type { Answering, Family, Lexicon } from '../knowledge/index.js';

/**
 * How firmly the note tells an act: in its own statements, as begun and not finished, only in the subject or as the
 * reason for the visit, as another's part ("TEE by anesthesia"), or only inside the sender's question.
 */
export type Standing = 'told' | 'begun' | 'titled' | 'others' | 'asked';

/** A finding that makes a family answer, with the findings that made it an act. */
export interface Anchor {
  readonly finding: Finding;
  /** Every way in which the family answers it; one whose conditions are met is enough. */
  readonly answers: readonly Answering[];
  readonly companions: readonly Finding[];
}

export interface Anchors {
  readonly standing: Standing;
  readonly anchors: readonly Anchor[];
}

const ORDER: readonly Standing[] = ['told', 'begun', 'titled', 'others', 'asked'];

function standingOf(finding: Finding): Standing | undefined {
  if (finding.assertion === 'performed') {
    if (finding.asked) return 'asked';
    return finding.place === 'title' ? 'titled' : 'told';
  }
  if (finding.asked) return undefined;
  if (finding.assertion === 'aborted') return finding.place === 'body' ? 'begun' : undefined;
  if (!finding.weak) return undefined;
  if (finding.assertion === 'someone-else') return 'others';
  return finding.assertion === 'planned' ? 'titled' : undefined;
}

/** Findings of a note by concept, so that a family looks only at those that concern it. */
export class FindingIndex {
  private readonly byConcept = new Map<string, Finding[]>();
  private readonly sentences = new Map<number, number>();

  constructor(
    readonly documentation: Documentation,
    readonly lexicon: Lexicon,
  ) {
    for (const finding of documentation.findings) {
      for (const concept of [finding.concept, ...lexicon.ancestors(finding.concept)]) {
        const known = this.byConcept.get(concept);
        if (known === undefined) this.byConcept.set(concept, [finding]);
        else known.push(finding);
      }
    }
    for (const { support, sentence } of [...documentation.findings, ...documentation.measurements])
      this.sentences.set(support.start, sentence);
  }

  /** Every concept that the note names, and all above them. */
  concepts(): Iterable<string> {
    return this.byConcept.keys();
  }

  /** The sentence of the finding or measurement whose words start at this offset. */
  sentenceAt(offset: number): number | undefined {
    return this.sentences.get(offset);
  }

  /** Findings of the concept or of any below it, in note order. */
  of(concept: string): readonly Finding[] {
    return this.byConcept.get(concept) ?? [];
  }
}

function isNear(a: Placed, b: Placed, within: Answering['within']): boolean {
  switch (within) {
    case 'note':
      return true;
    case 'near':
      return Math.abs(a.sentence - b.sentence) <= 1;
    case 'sentence':
      return a.sentence === b.sentence;
  }
}

/** The nearest finding that is near enough; else the subject, which stands over every sentence. */
function nearestCompanion(
  finding: Finding,
  among: readonly Finding[],
  within: Answering['within'],
  standing: Standing,
): Finding | undefined {
  let [best, title]: (Finding | undefined)[] = [];
  for (const other of among) {
    const holds =
      other.assertion === 'performed' || (standing === 'begun' && other.assertion === 'aborted');
    if (!holds || (other.asked && standing !== 'asked')) continue;
    if (other.place === 'title') title ??= other;
    if (!isNear(finding, other, within)) continue;
    const closer =
      best === undefined ||
      Math.abs(other.token - finding.token) < Math.abs(best.token - finding.token);
    if (closer) best = other;
  }
  return best ?? (within === 'near' ? title : undefined);
}

/** The nearest finding of each companion concept, or undefined where one is missing. */
function companionsOf(
  finding: Finding,
  answer: Answering,
  standing: Standing,
  index: FindingIndex,
): Finding[] | undefined {
  const companions: Finding[] = [];
  for (const concept of answer.with) {
    const near = nearestCompanion(finding, index.of(concept), answer.within, standing);
    if (near === undefined) return undefined;
    companions.push(near);
  }
  return companions;
}

/** How many sentences from the act a word still speaks of it: a long report tells more than one thing. */
const BARRING_REACH = 5;

/** True where the note names, about one of the acts, what the answer excludes. */
function isBarred(acts: readonly Finding[], { without }: Answering, index: FindingIndex): boolean {
  return without.some((concept) =>
    index
      .of(concept)
      .some(
        ({ assertion, asked, sentence }) =>
          assertion === 'performed' &&
          !asked &&
          acts.some((act) => Math.abs(act.sentence - sentence) <= BARRING_REACH),
      ),
  );
}

/** The findings that make the family answer this note: those told most firmly. */
export function anchorsOf(family: Family, index: FindingIndex): Anchors | undefined {
  const found = new Map<Standing, Anchor[]>();
  for (const answer of family.answers) {
    const acts = index.of(answer.act).filter((finding) => standingOf(finding) !== undefined);
    if (isBarred(acts, answer, index)) continue;
    for (const finding of acts) {
      const standing = standingOf(finding);
      if (standing === undefined) continue;
      const companions = companionsOf(finding, answer, standing, index);
      if (companions === undefined) continue;
      const own = found.get(standing) ?? [];
      found.set(standing, own);
      const known = own.findIndex((anchor) => anchor.finding === finding);
      const anchor = own[known];
      if (anchor === undefined) own.push({ finding, answers: [answer], companions });
      else own[known] = { ...anchor, answers: [...anchor.answers, answer] };
    }
  }
  for (const standing of ORDER) {
    const anchors = found.get(standing);
    if (anchors === undefined) continue;
    // What the subject names and the letter sets aside was not done.
    if (standing === 'titled' && anchors.every((anchor) => isSetAside(anchor, index)))
      return undefined;
    return {
      standing,
      anchors: anchors.sort((a, b) => a.finding.token - b.finding.token),
    };
  }
  return undefined;
}

function isSetAside({ finding }: Anchor, index: FindingIndex): boolean {
  return index
    .of(finding.concept)
    .some(
      ({ assertion, place, weak, asked }) =>
        place === 'body' && assertion !== 'performed' && !weak && !asked,
    );
}
