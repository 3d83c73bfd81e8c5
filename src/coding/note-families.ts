import type { Documentation, DocumentedService } from '../documentation/types.js';
import type { Family, Knowledge, Lexicon, Limit } from '../knowledge/index.js';
import type { Assignment } from './assign.js';
import { evaluateFamily } from './evaluate.js';
import { focusSpans, isInFocus, leftOutSpans, shortQuestions, type FocusSpan } from './focus.js';
import { FindingIndex, type Standing } from './note-anchors.js';
import { noteServices, type NoteServices } from './note-services.js';
import type { Evaluated } from './not-selected.js';
import { isOutside } from './policies/index.js';

/** What the families that read the whole note make of it. */
export interface NoteReading {
  readonly evaluated: readonly Evaluated[];
  /** Acts that are part of another service of the note. */
  readonly included: Assignment['included'];
  /** Acts that the note sets aside: planned, denied, long past. */
  readonly aside: readonly DocumentedService[];
  /** Services of the note that the sender did not ask about. */
  readonly beside: Assignment['uncovered'];
  /** The sender limits the question to some of the services. */
  readonly focused: boolean;
  /** Services that a person must look at, with the reason. */
  readonly reviews: ReadonlyMap<DocumentedService, string>;
}

interface Read extends NoteServices {
  readonly family: Family;
}

/** The families that read the whole note, found by the acts that they answer. */
interface NoteFamilies {
  readonly families: readonly Family[];
  readonly byAct: ReadonlyMap<string, readonly number[]>;
  /** Acts that a family answers by their name alone. */
  readonly plainActs: ReadonlySet<string>;
}

const NOTE_FAMILIES = new WeakMap<Knowledge, NoteFamilies>();

function noteFamilies(knowledge: Knowledge): NoteFamilies {
  const known = NOTE_FAMILIES.get(knowledge);
  if (known !== undefined) return known;
  const families = [...knowledge.families.values()].filter(({ reads }) => reads === 'note');
  const byAct = new Map<string, number[]>();
  const plainActs = new Set<string>();
  families.forEach(({ answers }, index) => {
    for (const answer of answers) {
      byAct.set(answer.act, [...(byAct.get(answer.act) ?? []), index]);
      if (answer.with.length === 0) plainActs.add(answer.act);
    }
  });
  const found = { families, byAct, plainActs };
  NOTE_FAMILIES.set(knowledge, found);
  return found;
}

/** The families of which the note names an act, in the order of the knowledge. */
function concerned(index: FindingIndex, knowledge: Knowledge): Family[] {
  const { families, byAct } = noteFamilies(knowledge);
  const places = new Set([...index.concepts()].flatMap((concept) => byAct.get(concept) ?? []));
  return families.filter((_, place) => places.has(place));
}

/** True when a family that reads the whole note answers the act by its name alone. */
export function isNoteAct(act: string, knowledge: Knowledge): boolean {
  const { plainActs } = noteFamilies(knowledge);
  return [act, ...knowledge.lexicon.ancestors(act)].some((id) => plainActs.has(id));
}

const evaluated = (
  { family, services }: Pick<Read, 'family' | 'services'>,
  lexicon: Lexicon,
): Evaluated => ({
  family,
  services,
  results: evaluateFamily(family, services, lexicon, new Map()),
});

const hasResult = ({ results }: Evaluated): boolean =>
  results.some(({ outcome }) => outcome.kind === 'met');

/** Takes off the services that are part of a service which another family answers. */
function withoutIntegral(
  all: readonly Evaluated[],
  lesionActs: readonly string[],
  { lexicon }: Knowledge,
): { kept: Evaluated[]; included: Assignment['included'] } {
  const present = all.filter(hasResult);
  const acts = [
    ...present.flatMap(({ services }) => services.map(({ act }) => act)),
    ...lesionActs,
  ];
  const included: Assignment['included'][number][] = [];
  const kept = all.flatMap((entry): Evaluated[] => {
    const own = entry.services.filter((service) => {
      for (const { family } of present) {
        if (family === entry.family) continue;
        const rule = family.integral.find(
          ({ act, notWith }) =>
            lexicon.isA(service.act, act) &&
            !acts.some((other) => notWith.some((id) => lexicon.isA(other, id))),
        );
        if (rule === undefined) continue;
        included.push({
          service,
          rule: `${family.id}.integral`,
          because: rule.because,
          cites: rule.cites,
        });
        return false;
      }
      return true;
    });
    if (own.length === entry.services.length) return [entry];
    if (own.length === 0) return [];
    return [evaluated({ family: entry.family, services: own }, lexicon)];
  });
  return { kept, included };
}

/** The families of which an act, or a word below or above it, stands in one of the stretches. */
function namedIn(
  spans: readonly FocusSpan[],
  all: readonly Evaluated[],
  { documentation, lexicon }: FindingIndex,
): readonly Evaluated[] {
  if (spans.length === 0) return [];
  const named = documentation.findings.filter((finding) => isInFocus(finding, spans));
  return all.filter(({ family, services }) => {
    const acts = [...family.answers.map(({ act }) => act), ...services.map(({ act }) => act)];
    return named.some(({ concept }) =>
      acts.some((act) => lexicon.isA(concept, act) || lexicon.isA(act, concept)),
    );
  });
}

/**
 * The families that the question is about: "only the graft codes" limits it to these, "leave the graft off" to the
 * others; all of them where nothing would be left.
 */
function inFocus(
  all: readonly Evaluated[],
  index: FindingIndex,
): { readonly focused: readonly Evaluated[]; readonly limited: boolean } {
  const { documentation } = index;
  const said = focusSpans(documentation);
  const asked = namedIn([...said, ...shortQuestions(documentation)], all, index);
  const kept = asked.some(hasResult) ? asked : all;
  const out = namedIn(leftOutSpans(documentation), kept, index);
  const others = kept.filter((entry) => !out.includes(entry));
  const focused = others.some(hasResult) ? others : kept;
  return { focused, limited: said.length > 0 || focused.length < all.length };
}

/**
 * A report that names its procedures at its head tells the steps of these below: what only a step names is no
 * service of its own. Where none of the named ones is known, all that is told counts.
 */
function namedAtHead(kept: readonly Evaluated[], chosen: readonly Read[]): readonly Evaluated[] {
  const listed = new Set(chosen.flatMap((read) => (read.listed ? [read.family] : [])));
  const named = kept.filter(({ family }) => listed.has(family));
  return named.some(hasResult) ? named : kept;
}

const ONLY_ASKED =
  'The letter names this service only in its question or as the work of another; the record must show who did it.';
const NOT_NAMED =
  'The report names procedures at its head that no table here answers; this is told below them and may be part of them.';

/** Services that rest on a question, on another's work, or on a report whose named procedures are not known. */
function reviewsOf(
  evaluated: readonly Evaluated[],
  chosen: readonly Read[],
  { documentation }: FindingIndex,
): ReadonlyMap<DocumentedService, string> {
  const readOf = (family: Family) => chosen.find((read) => read.family === family);
  const lists = documentation.findings.some(({ listed }) => listed);
  const named = evaluated.some(({ family }) => readOf(family)?.listed === true);
  const reasonFor = (family: Family): string | undefined => {
    const standing = readOf(family)?.standing;
    if (standing === 'asked' || standing === 'others') return ONLY_ASKED;
    return lists && !named ? NOT_NAMED : undefined;
  };
  return new Map(
    evaluated.flatMap(({ family, services }) => {
      const reason = reasonFor(family);
      return reason === undefined ? [] : services.map((service) => [service, reason] as const);
    }),
  );
}

const NOT_ASKED = 'The question is limited to another service of the note.';
const A_STEP =
  'The report does not name it among its procedures; it is told as a step of them. Report it only where it was a service of its own.';

/** What the sender asks about that is part of a service of the note ("can I bill the lidocaine too?"). */
function askedParts(
  present: readonly Evaluated[],
  known: Assignment['included'],
  index: FindingIndex,
): Assignment['included'] {
  const said = new Set(known.map(({ service }) => service.act));
  return present.filter(hasResult).flatMap(({ family }) =>
    family.integral.flatMap(({ act, because, cites }) => {
      const asked = index.of(act).find((finding) => finding.asked);
      if (asked === undefined || said.has(asked.concept)) return [];
      said.add(asked.concept);
      const service: DocumentedService = {
        id: `asked.${asked.id}`,
        act: asked.concept,
        assertion: 'performed',
        arguments: {},
        support: asked.support,
      };
      return [{ service, rule: `${family.id}.integral`, because, cites }];
    }),
  );
}

/** Acts of the chosen families that the note names only to set them aside. */
function setAsideActs(
  index: FindingIndex,
  { lexicon }: Knowledge,
  families: readonly Family[],
  taken: readonly Read[],
): DocumentedService[] {
  const performed = taken.flatMap(({ services }) => services.map(({ act }) => act));
  const seen = new Set<string>();
  return families.flatMap((family) =>
    family.answers
      .filter((answer) => answer.with.length === 0)
      .flatMap((answer) =>
        index.of(answer.act).flatMap((finding): DocumentedService[] => {
          const { id, concept, assertion, cue, support, kind, asked } = finding;
          const told = performed.some(
            (act) => lexicon.isA(act, concept) || lexicon.isA(concept, act),
          );
          if (assertion === 'performed' || asked || told || kind !== 'procedure' || seen.has(id))
            return [];
          seen.add(id);
          return [
            {
              id: `aside.${id}`,
              act: concept,
              assertion,
              ...(cue === undefined ? {} : { assertionCue: cue }),
              arguments: {},
              support,
            },
          ];
        }),
      ),
  );
}

/**
 * Services of all families that read the whole note. What only the sender's question names counts where nothing
 * else in the note is told as done.
 * @param lesionActs acts that the lesion reader found performed
 * @param limits what the sender limits the question to
 */
export function readNoteFamilies(
  documentation: Documentation,
  lesionActs: readonly string[],
  limits: readonly Limit[],
  knowledge: Knowledge,
): NoteReading {
  const index = new FindingIndex(documentation, knowledge.lexicon);
  const families = concerned(index, knowledge);
  const read = families.flatMap((family): Read[] => {
    const found = noteServices(family, index, knowledge);
    return found === undefined ? [] : [{ family, ...found }];
  });
  const firm = read.filter(({ standing }) => standing === 'told' || standing === 'titled');
  const of = (wanted: Standing) => read.filter(({ standing }) => standing === wanted);
  // What was begun and not finished is reported where nothing else was done, then another's part ("cath by
  // cardiology" where cardiology asks); what only the question names, last.
  // A group of which the limits of the question leave nothing gives way to the next: "which anesthesia code?".
  const groups = [firm, of('begun'), of('others'), of('asked')].filter(
    (group) => group.length > 0 || lesionActs.length > 0,
  );
  const chosen =
    groups.find((group) => group.some(({ family }) => !isOutside(family, limits))) ??
    groups[0] ??
    [];
  const all = chosen.map((entry) => evaluated(entry, knowledge.lexicon));
  const { kept, included } = withoutIntegral(all, lesionActs, knowledge);
  const named = namedAtHead(kept, chosen);
  const { focused, limited } = inFocus(named, index);
  const besides = (from: readonly Evaluated[], taken: readonly Evaluated[], because: string) =>
    from
      .filter((entry) => !taken.includes(entry) && hasResult(entry))
      .flatMap(({ services }) => services.map((service) => ({ service, because })));
  return {
    evaluated: focused,
    focused: limited,
    beside: [...besides(named, focused, NOT_ASKED), ...besides(kept, named, A_STEP)],
    included: [...included, ...askedParts(kept, included, index)],
    aside: setAsideActs(index, knowledge, families, chosen),
    reviews: reviewsOf(focused, chosen, index),
  };
}
