import type {
  Documentation,
  DocumentedArguments,
  DocumentedDiagnosis,
} from '../documentation/types.js';
import type { DiagnosisEntry, DiagnosisRow, Knowledge } from '../knowledge/index.js';
import { joined, says, split } from './diagnosis-values.js';
import { codesOf, rowOf, testMet, withBothSides, type DiagnosisFacts } from './diagnosis-rows.js';
import { inOrder, ORDINARY_RANK, type RankedDiagnosis } from './diagnosis-order.js';

/** A symptom and the drug that caused it stand within this many characters ("nausea from her new tablets of digoxin"). */
const CAUSE_BESIDE = 40;

interface Candidate {
  readonly diagnosis: DocumentedDiagnosis;
  readonly entry: DiagnosisEntry;
  readonly row: DiagnosisRow;
  readonly facts: DiagnosisFacts;
}

function entryOf(concept: string, { diagnoses, lexicon }: Knowledge): DiagnosisEntry | undefined {
  for (const id of [concept, ...lexicon.ancestors(concept)]) {
    const entry = diagnoses.byConcept.get(id);
    if (entry) return entry;
  }
  return undefined;
}

/** A code for a disease makes the symptoms that come with it needless; a Z code does not. */
function explains(pattern: DiagnosisRow['pattern']): boolean {
  const [start] = pattern ?? [];
  return typeof start === 'string' && !/^[V-Z]/.test(start);
}

/** Reads the tables for the diagnoses of a note as a whole: combinations, what they take in, order. */
class NoteDiagnoses {
  private readonly stated: ReadonlySet<string>;
  private readonly past: ReadonlySet<string>;
  /** Every concept that the letter names: what the sender asks for is no statement of the note. */
  private readonly asked: ReadonlySet<string>;
  private readonly inpatient: boolean;
  /** Beside a procedure history is background, but for screening. */
  private readonly withoutHistory: boolean;

  constructor(
    private readonly documentation: Documentation,
    private readonly knowledge: Knowledge,
    private readonly besideProcedure: boolean,
  ) {
    this.asked = new Set(
      [...documentation.findings, ...documentation.diagnoses]
        // "No cause code needed", "cause codes are added by someone else".
        .filter(({ assertion }) => assertion !== 'negated' && assertion !== 'someone-else')
        .map(({ concept }) => concept),
    );
    this.inpatient = says(documentation.context['setting'], 'hospital-inpatient');
    const here = documentation.diagnoses.filter(
      ({ assertion }) =>
        assertion === 'performed' || (assertion === 'hypothetical' && this.inpatient),
    );
    this.withoutHistory =
      besideProcedure &&
      !here.some(({ concept }) => entryOf(concept, knowledge)?.withHistory === true);
    const told = [
      ...here.filter(({ asked, requested }) => !asked || requested),
      ...documentation.conditions.filter(({ assertion }) => assertion === 'performed'),
    ];
    const all = (told.length > 0 ? told : here).map(({ concept }) => concept);
    this.past = new Set(
      documentation.diagnoses
        .filter(({ assertion }) => assertion === 'historical')
        .flatMap(({ concept }) => [concept, ...knowledge.lexicon.ancestors(concept)]),
    );
    this.stated = new Set(all.flatMap((id) => [id, ...knowledge.lexicon.ancestors(id)]));
  }

  /** What the note tells; where that holds no diagnosis, what the subject or the question names. */
  private considered(): readonly DocumentedDiagnosis[] {
    const { diagnoses } = this.documentation;
    // "Dx for screening mammogram, mother had breast cancer": what the patient or a relative had is wanted too.
    const requested = diagnoses.filter((one) => one.requested);
    if (requested.some(({ assertion }) => assertion === 'performed')) return requested;
    const told = diagnoses.filter(({ place, asked }) => place === 'body' && !asked);
    const circles = [
      // Where the note lists its diagnoses, the story around them adds status and history only.
      told.filter((one) => one.listed || (!this.besideProcedure && this.isStatus(one))),
      told,
      // "F code for severe MDD": the subject alone is the last resort, the question says more.
      diagnoses.filter(({ place, asked }) => place === 'body' && asked),
      diagnoses.filter(({ place }) => place === 'title'),
    ];
    if (!told.some((one) => one.listed && this.candidates([one]).length > 0)) circles.shift();
    return circles.find((circle) => this.candidates(circle).length > 0) ?? [];
  }

  private isStatus({ concept, assertion }: DocumentedDiagnosis): boolean {
    return assertion !== 'performed' || entryOf(concept, this.knowledge)?.status === true;
  }

  private factsOf(values: DocumentedArguments, past: boolean): DiagnosisFacts {
    const { context } = this.documentation;
    return {
      values: withBothSides({ ...context, ...values }, this.knowledge.lexicon),
      // "Hemiplegia from a stroke two years ago": what is told of the past keeps its company.
      states: (concept) => this.stated.has(concept) || (past && this.past.has(concept)),
      had: (concept) => this.past.has(concept),
    };
  }

  /** "Had breast cancer, no evidence of disease": the note itself says that it is over. */
  private isOver(concept: string): boolean {
    const { lexicon, diagnoses } = this.knowledge;
    return diagnoses.past.some(
      ({ concepts, when }) =>
        when.some((one) => this.stated.has(one)) &&
        concepts.some((one) => lexicon.isA(concept, one)),
    );
  }

  private rowsFor(
    entry: DiagnosisEntry,
    { assertion, concept, arguments: values }: DocumentedDiagnosis,
  ): readonly DiagnosisRow[] {
    if (entry.onRequest.length > 0 && !entry.onRequest.some((one) => this.asked.has(one)))
      return [];
    switch (assertion) {
      case 'performed':
        if (this.isOver(concept) && entry.historical.length > 0)
          return this.withoutHistory ? [] : entry.historical;
        // "Screening mammogram, mother had breast cancer": the family is history, which screening keeps.
        return entry.status &&
          (entry.relative.length > 0 ? this.withoutHistory : this.besideProcedure)
          ? []
          : entry.rows;
      case 'historical':
        // "Scar due to an old burn": the injury is coded again, as the cause of what is left of it.
        if (entry.historical.length === 0 && says(values['phase'], 'sequela')) return entry.rows;
        return this.withoutHistory ? [] : entry.historical;
      case 'someone-else':
        return this.withoutHistory ? [] : entry.relative;
      case 'hypothetical':
        // Uncertain diagnoses are coded as if they existed for inpatients only (guidelines, section II.H).
        return this.inpatient && !entry.certain ? entry.rows : [];
      case 'planned':
      case 'negated':
      case 'aborted':
        return [];
    }
  }

  private candidates(diagnoses: readonly DocumentedDiagnosis[]): Candidate[] {
    return this.finest(diagnoses).flatMap((diagnosis) => {
      const entry = entryOf(diagnosis.concept, this.knowledge);
      if (!entry) return [];
      const rows = this.rowsFor(entry, diagnosis);
      return split(diagnosis, entry, this.knowledge).flatMap((values) => {
        const facts = this.factsOf(values, diagnosis.assertion === 'historical');
        const row = rowOf(rows, facts);
        return (row?.pattern === undefined && (row?.insteadOf.length ?? 0) === 0) ||
          row === undefined
          ? []
          : [{ diagnosis, entry, row, facts }];
      });
    });
  }

  /**
   * "Diabetes ... type 2 diabetes": the broader word adds no diagnosis to the finer one; what the note says of it
   * belongs to the finer one.
   */
  private finest(diagnoses: readonly DocumentedDiagnosis[]): DocumentedDiagnosis[] {
    const { lexicon } = this.knowledge;
    const broader = (one: DocumentedDiagnosis, other: DocumentedDiagnosis): boolean =>
      one.concept !== other.concept &&
      (other.assertion === one.assertion || other.assertion === 'performed') &&
      lexicon.isA(other.concept, one.concept);
    return diagnoses
      .filter((one) => !diagnoses.some((other) => broader(one, other)))
      .map((one) => {
        const taken = diagnoses.filter(
          (other) => other.assertion === one.assertion && broader(other, one),
        );
        return taken.length === 0
          ? one
          : { ...one, arguments: joined([one, ...taken].map((each) => each.arguments)) };
      });
  }

  private rankOf(code: string, own: number | undefined): number {
    if (own !== undefined) return own;
    const fit = this.knowledge.diagnoses.ranks.flatMap(({ codes, rank }) =>
      codes
        .filter((start) => code.startsWith(start))
        .map((start) => ({ length: start.length, rank })),
    );
    return fit.reduce((best, one) => (one.length > best.length ? one : best), {
      length: 0,
      rank: ORDINARY_RANK,
    }).rank;
  }

  private codesOfCandidate({ diagnosis, entry, row, facts }: Candidate): RankedDiagnosis[] {
    const label = this.knowledge.lexicon.label(diagnosis.concept);
    const make = (pattern: DiagnosisRow['pattern'], name: string, rank: number | undefined) =>
      (pattern === undefined ? [] : codesOf(pattern, facts)).map(({ code, particulars }) => ({
        code,
        label: [name, ...particulars].join(', '),
        rationale: `Documented: ${label}.`,
        ...(row.review === undefined ? {} : { review: row.review }),
        support: [diagnosis.support],
        rank: this.rankOf(code, rank),
        concept: diagnosis.concept,
        entry,
        facts,
      }));
    return [
      ...make(row.pattern, row.label, row.rank),
      ...row.also
        .filter((addition) => testMet(addition, facts))
        .flatMap((addition) => make(addition.pattern, addition.label, row.rank)),
    ];
  }

  /** Use-additional-code notes, each once and right after the first code that calls for it. */
  private withAdditions(found: readonly RankedDiagnosis[]): RankedDiagnosis[] {
    const given = new Set(found.map(({ code }) => code));
    const calledFor = (one: RankedDiagnosis): RankedDiagnosis[] =>
      this.knowledge.diagnoses.additions.flatMap((addition): RankedDiagnosis[] => {
        const starts = (start: string) => one.code.startsWith(start);
        if (!addition.to.some(starts) || addition.except.some(starts)) return [];
        if (!testMet(addition, one.facts)) return [];
        return codesOf(addition.pattern, one.facts).flatMap(({ code }) => {
          if (given.has(code)) return [];
          given.add(code);
          const { label, rank = one.rank } = addition;
          const added = { ...one, code, label, rationale: `Goes with ${one.code}.`, rank };
          // A code that was added may call for another: weeks of gestation for "complicating pregnancy".
          return [added, ...calledFor(added)];
        });
      });
    return found.flatMap((one) => [one, ...calledFor(one)]);
  }

  private limited(found: readonly RankedDiagnosis[]): readonly RankedDiagnosis[] {
    for (const { request, keep } of this.knowledge.diagnoses.limits) {
      if (!this.asked.has(request)) continue;
      return found.filter(({ code }) => keep.some((start) => code.startsWith(start)));
    }
    return found;
  }

  read(): readonly RankedDiagnosis[] {
    const { lexicon } = this.knowledge;
    const candidates = this.candidates(this.considered());
    const takenIn = (concept: string) =>
      candidates.some(
        ({ diagnosis, entry, row }) =>
          diagnosis.concept !== concept &&
          (row.insteadOf.some((id) => lexicon.isA(concept, id)) ||
            (diagnosis.assertion === 'performed' &&
              entry.explains.some((id) => lexicon.isA(concept, id)))),
      );
    const isDrug = ({ diagnosis }: Candidate) =>
      lexicon.concept(diagnosis.concept)?.kind !== 'diagnosis';
    const explained = candidates.some(
      (candidate) =>
        candidate.diagnosis.assertion !== 'historical' &&
        !candidate.entry.symptom &&
        !candidate.entry.status &&
        !candidate.entry.keepsSymptoms &&
        explains(candidate.row.pattern) &&
        // A drug explains nothing: its adverse effect is the symptom itself.
        !isDrug(candidate),
    );
    const drugs = candidates.filter(isDrug).map(({ diagnosis }) => diagnosis);
    // "Atrial fibrillation on digoxin; nausea due to the digoxin": the symptom is the effect of the drug.
    const byDrug = ({ diagnosis: { arguments: values, support } }: Candidate) =>
      (values['drug'] ?? []).some(
        (value) =>
          value.kind === 'concept' &&
          drugs.some(({ concept }) => concept === value.concept) &&
          value.support.start - support.end <= CAUSE_BESIDE &&
          support.start - value.support.end <= CAUSE_BESIDE,
      );
    const kept = candidates.filter(
      (candidate) =>
        // A combination that holds the symptom ("dysphagia after a stroke") is more than the symptom.
        !(
          candidate.entry.symptom &&
          explained &&
          !byDrug(candidate) &&
          candidate.row.insteadOf.length === 0
        ) && !takenIn(candidate.diagnosis.concept),
    );
    const found = this.withAdditions(kept.flatMap((candidate) => this.codesOfCandidate(candidate)));
    return inOrder(this.limited(found), this.knowledge);
  }
}

/** The codes of the note's diagnoses in their order. `besideProcedure`: facts about the patient are left out. */
export function diagnosesOfNote(
  documentation: Documentation,
  knowledge: Knowledge,
  besideProcedure: boolean,
): readonly RankedDiagnosis[] {
  return new NoteDiagnoses(documentation, knowledge, besideProcedure).read();
}
