import type {
  Documentation,
  DocumentedArguments,
  DocumentedDiagnosis,
  DocumentedValue,
} from '../documentation/types.js';
import type { DiagnosisEntry, DiagnosisRow, Knowledge } from '../knowledge/index.js';
import { codesOf, rowOf, testMet, withBothSides, type DiagnosisFacts } from './diagnosis-rows.js';
import { inOrder, ORDINARY_RANK, type RankedDiagnosis } from './diagnosis-order.js';

interface Candidate {
  readonly diagnosis: DocumentedDiagnosis;
  readonly entry: DiagnosisEntry;
  readonly row: DiagnosisRow;
  readonly facts: DiagnosisFacts;
}

/** A value's neighbours stand within this many characters before it ("left distal radius"). */
const BESIDE = 30;

function entryOf(concept: string, { diagnoses, lexicon }: Knowledge): DiagnosisEntry | undefined {
  for (const id of [concept, ...lexicon.ancestors(concept)]) {
    const entry = diagnoses.byConcept.get(id);
    if (entry) return entry;
  }
  return undefined;
}

/** Facts of one place of several: "right wrist and left ankle" gives each joint its own side. */
function besideValue(
  values: DocumentedArguments,
  element: string,
  value: DocumentedValue,
): DocumentedArguments {
  const narrowed = Object.entries(values).map(([name, all]) => {
    if (name === element || all.length < 2)
      return [name, name === element ? [value] : all] as const;
    const near = all.filter(
      ({ support }) =>
        support.end <= value.support.start && value.support.start - support.end <= BESIDE,
    );
    const closest = near.reduce<DocumentedValue | undefined>(
      (best, one) => (best === undefined || one.support.end > best.support.end ? one : best),
      undefined,
    );
    return [name, closest === undefined ? all : [closest]] as const;
  });
  return Object.fromEntries(narrowed);
}

function split(
  diagnosis: DocumentedDiagnosis,
  entry: DiagnosisEntry,
  knowledge: Knowledge,
): DocumentedArguments[] {
  const { lexicon } = knowledge;
  const [element] = entry.per.filter((name) => (diagnosis.arguments[name]?.length ?? 0) > 1);
  if (element === undefined) return [diagnosis.arguments];
  const values = diagnosis.arguments[element] ?? [];
  const finest = values.filter(
    (value, index) =>
      !values.some(
        (other, at) =>
          other.kind === 'concept' &&
          value.kind === 'concept' &&
          (other.concept === value.concept
            ? at < index
            : lexicon.isA(other.concept, value.concept)),
      ),
  );
  return finest.length < 2
    ? [{ ...diagnosis.arguments, [element]: finest }]
    : finest.map((value) => besideValue(diagnosis.arguments, element, value));
}

const says = (values: readonly DocumentedValue[] | undefined, concept: string): boolean =>
  (values ?? []).some((value) => value.kind === 'concept' && value.concept === concept);

/** Facts of several statements, each value once. */
function joined(all: readonly DocumentedArguments[]): DocumentedArguments {
  const values: Record<string, DocumentedValue[]> = {};
  for (const [element, given] of all.flatMap((one) => Object.entries(one))) {
    const known = (values[element] ??= []);
    for (const value of given) {
      const repeated = known.some(
        (old) =>
          old.support.start === value.support.start ||
          (old.kind === 'concept' && value.kind === 'concept' && old.concept === value.concept),
      );
      if (!repeated) known.push(value);
    }
  }
  return values;
}

/** A code for a disease makes the symptoms that come with it needless; a Z code does not. */
function explains(pattern: DiagnosisRow['pattern']): boolean {
  const [start] = pattern ?? [];
  return typeof start === 'string' && !start.startsWith('Z');
}

/** Reads the tables for the diagnoses of a note as a whole: combinations, what they take in, order. */
class NoteDiagnoses {
  private readonly stated: ReadonlySet<string>;
  private readonly past: ReadonlySet<string>;
  private readonly inpatient: boolean;
  /** Beside a procedure history is background, but for screening. */
  private readonly withoutHistory: boolean;

  constructor(
    private readonly documentation: Documentation,
    private readonly knowledge: Knowledge,
    private readonly besideProcedure: boolean,
  ) {
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
    const requested = diagnoses.filter((one) => one.requested && one.assertion === 'performed');
    if (requested.length > 0) return requested;
    const told = diagnoses.filter(({ place, asked }) => place === 'body' && !asked);
    const circles = [
      // Where the note lists its diagnoses, the story around them adds status and history only.
      told.filter((one) => one.listed || (!this.besideProcedure && this.isStatus(one))),
      told,
      diagnoses.filter(({ place, asked }) => place === 'title' && !asked),
      diagnoses.filter(({ asked }) => asked),
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
    };
  }

  private rowsFor(
    entry: DiagnosisEntry,
    { assertion, arguments: values }: DocumentedDiagnosis,
  ): readonly DiagnosisRow[] {
    switch (assertion) {
      case 'performed':
        return this.besideProcedure && entry.status ? [] : entry.rows;
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
    return found.flatMap((one) => [
      one,
      ...this.knowledge.diagnoses.additions.flatMap((addition): RankedDiagnosis[] => {
        const starts = (start: string) => one.code.startsWith(start);
        if (!addition.to.some(starts) || addition.except.some(starts)) return [];
        if (!testMet(addition, one.facts)) return [];
        return codesOf(addition.pattern, one.facts).flatMap(({ code }) => {
          if (given.has(code)) return [];
          given.add(code);
          return [
            {
              ...one,
              code,
              label: addition.label,
              rationale: `Goes with ${one.code}.`,
              rank: addition.rank ?? one.rank,
            },
          ];
        });
      }),
    ]);
  }

  private limited(found: readonly RankedDiagnosis[]): readonly RankedDiagnosis[] {
    const asked = new Set([
      ...this.documentation.findings.map(({ concept }) => concept),
      ...this.documentation.diagnoses.map(({ concept }) => concept),
    ]);
    for (const { request, keep } of this.knowledge.diagnoses.limits) {
      if (!asked.has(request)) continue;
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
    const explained = candidates.some(
      ({ diagnosis, entry, row }) =>
        diagnosis.assertion !== 'historical' &&
        !entry.symptom &&
        !entry.status &&
        explains(row.pattern) &&
        // A drug explains nothing: its adverse effect is the symptom itself.
        lexicon.concept(diagnosis.concept)?.kind === 'diagnosis',
    );
    const kept = candidates.filter(
      ({ diagnosis, entry }) => !(entry.symptom && explained) && !takenIn(diagnosis.concept),
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
