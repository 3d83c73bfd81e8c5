import type {
  DocumentedArguments,
  DocumentedService,
  DocumentedValue,
  Finding,
  SupportingDocumentation,
} from '../documentation/types.js';
import type { ElementSpec, Family, Knowledge } from '../knowledge/index.js';
import { fits } from './assign.js';
import { anchorsOf, type Anchor, type FindingIndex, type Standing } from './note-anchors.js';
import type { Told, ValueContext } from './note-reach.js';
import { partingFindings, valuesOf } from './note-values.js';
import { reportedElements, withBeginning, withBothSides } from './reported-elements.js';

/** Services of one family that reads the whole note. */
export interface NoteServices {
  readonly standing: Standing;
  readonly services: readonly DocumentedService[];
  /** One of its acts stands among the procedures that a report names at its head. */
  readonly listed: boolean;
}

interface Draft extends Told {
  readonly anchors: readonly Anchor[];
  readonly answers: Anchor['answers'];
  /** Values that keep it apart from others, in the order of `one-per`; empty where the note gives none. */
  readonly key: readonly string[];
  /** The findings that it was parted by. */
  readonly parting?: readonly Finding[];
}

/** What another one names more closely ("drug test" beside "presumptive drug test") says nothing of its own. */
function mostSpecific(findings: readonly Finding[], { lexicon }: Knowledge): Finding[] {
  return findings.filter(
    ({ concept }) =>
      !findings.some((other) => other.concept !== concept && lexicon.isA(other.concept, concept)),
  );
}

function single(anchors: readonly Anchor[]): Draft[] {
  const [first] = anchors;
  if (first === undefined) return [];
  return [
    {
      anchors,
      answers: anchors.flatMap(({ answers }) => answers),
      act: first.finding,
      points: anchors.map(({ finding }) => finding),
      key: [],
    },
  ];
}

/** Findings of an element that belong to an anchor. */
function ownFindings(
  spec: ElementSpec,
  anchor: Anchor,
  anchors: readonly Anchor[],
  context: Omit<ValueContext, 'told'>,
): readonly Finding[] {
  const told = anchors.map(({ finding }) => ({ act: finding, points: [finding] }));
  const service = told.find(({ act }) => act === anchor.finding);
  return service === undefined ? [] : partingFindings(spec, service, { ...context, told });
}

function keyOf({ concept, text }: Finding): string {
  return text === undefined ? concept : `${concept} ${text}`;
}

/** One draft for each distinct value of the first element; the further ones are read beside it. */
function parted(
  family: Family,
  anchors: readonly Anchor[],
  context: Omit<ValueContext, 'told'>,
): Draft[] {
  const [first, ...further] = family.onePer;
  const byAct = first === 'act';
  const lead = byAct ? undefined : family.elements.get(first ?? '');
  const drafts: Draft[] = [];
  const closest = new Set(
    mostSpecific(
      anchors.map(({ finding }) => finding),
      context.knowledge,
    ),
  );
  for (const anchor of byAct ? anchors.filter(({ finding }) => closest.has(finding)) : anchors) {
    const points = byAct
      ? [anchor.finding]
      : lead === undefined
        ? []
        : mostSpecific(ownFindings(lead, anchor, anchors, context), context.knowledge);
    for (const point of points.length > 0 ? points : [undefined]) {
      drafts.push({
        anchors: [anchor],
        answers: anchor.answers,
        act: anchor.finding,
        points: [point ?? anchor.finding],
        key: point === undefined ? [] : [keyOf(point)],
        ...(point === undefined || byAct ? {} : { parting: [point] }),
      });
    }
  }
  const told = drafts.some(({ key }) => key.length > 0)
    ? drafts.filter(({ key }) => key.length > 0)
    : drafts.slice(0, 1);
  const keyed = told.map((draft) => ({
    ...draft,
    key: [
      ...draft.key,
      ...further.map((name) => {
        const spec = family.elements.get(name);
        if (spec === undefined) return '';
        return valuesOf(spec, draft, { ...context, told })
          .map((value) => ('concept' in value ? value.concept : String(value.value)))
          .sort()
          .join();
      }),
    ],
  }));
  return joined(keyed);
}

/** Drafts with one key are one service; a further element that is not stated joins where only one is. */
function joined(drafts: readonly Draft[]): Draft[] {
  const found: Draft[] = [];
  for (const draft of drafts) {
    const at = found.findIndex(({ key }) =>
      key.every(
        (part, index) =>
          part === draft.key[index] || (index > 0 && (part === '' || draft.key[index] === '')),
      ),
    );
    const known = found[at];
    if (known === undefined) {
      found.push(draft);
      continue;
    }
    found[at] = {
      ...known,
      anchors: [...known.anchors, ...draft.anchors],
      answers: [...known.answers, ...draft.answers],
      points: [...known.points, ...draft.points],
      ...(known.parting === undefined && draft.parting === undefined
        ? {}
        : { parting: [...(known.parting ?? []), ...(draft.parting ?? [])] }),
      key: known.key.map((part, index) => (part === '' ? (draft.key[index] ?? '') : part)),
    };
  }
  return found;
}

/** What sets a service apart is its own: its act, or the joint, conduit or technique that it was parted by. */
function ownValue(
  spec: ElementSpec,
  { act, parting }: Draft,
  family: Family,
): DocumentedValue[] | undefined {
  if (spec.kind !== 'concept' || spec.domain.kind !== 'concepts') return undefined;
  const domain = spec.domain.set;
  const own = family.onePer.includes('act')
    ? [act]
    : spec.name === family.onePer[0]
      ? (parting ?? [])
      : [];
  const held = own.filter(({ concept }) => domain.has(concept));
  return held.length === 0
    ? undefined
    : held.map(({ concept, support }) => ({ kind: 'concept', concept, support }));
}

/** True where a row that the act can meet asks for the element, or no row does. */
function mayUse(spec: ElementSpec, { act }: Draft, { rows, elements }: Family): boolean {
  const asking = rows.filter(({ cells }) => cells.get(spec.name)?.any === false);
  return (
    asking.length === 0 ||
    asking.some(({ cells }) =>
      [...cells].every(([name, { any, accepts }]) => {
        const domain = elements.get(name)?.domain;
        const tellsAct = domain?.kind === 'concepts' && domain.set.has(act.concept);
        return any || !tellsAct || (accepts.kind === 'concepts' && accepts.set.has(act.concept));
      }),
    )
  );
}

/** The services that a value may belong to: those whose act has a use for it, and the one that it is read for. */
function sharers(
  spec: ElementSpec,
  draft: Draft,
  drafts: readonly Draft[],
  family: Family,
): readonly Draft[] {
  if (!family.onePer.includes('act') || drafts.length === 1) return drafts;
  return drafts.filter((other) => other === draft || mayUse(spec, other, family));
}

/** The stretch of the act's sentence that holds the act and its facts there. */
function stretch(
  draft: Draft,
  details: DocumentedArguments,
  index: FindingIndex,
): SupportingDocumentation {
  const { support, sentence } = draft.act;
  const near = Object.values(details)
    .flat()
    .map((value) => value.support)
    .filter(({ start }) => index.sentenceAt(start) === sentence);
  const start = Math.min(support.start, ...near.map((one) => one.start));
  const end = Math.max(support.end, ...near.map((one) => one.end));
  return { excerpt: index.documentation.text.slice(start, end), start, end };
}

/** The services of the note that a family of kind `reads: note` answers; undefined where there are none. */
export function noteServices(
  family: Family,
  index: FindingIndex,
  knowledge: Knowledge,
): NoteServices | undefined {
  const found = anchorsOf(family, index);
  if (found === undefined) return undefined;
  const context = { index, knowledge, askedCounts: found.standing === 'asked' };
  const drafts =
    family.onePer.length === 0 ? single(found.anchors) : parted(family, found.anchors, context);
  const { documentation } = index;
  const specs = new Map([
    ...reportedElements(family, knowledge),
    ...family.elements,
    ...family.answers.flatMap(({ when }) =>
      [...when.keys()].flatMap((name) => {
        const spec = family.elements.get(name) ?? knowledge.elements.get(name);
        return spec === undefined ? [] : [[name, spec] as const];
      }),
    ),
  ]);
  const services = drafts.flatMap((draft, place): DocumentedService[] => {
    const read = Object.fromEntries(
      [...specs.values()].flatMap((spec) => {
        const values =
          ownValue(spec, draft, family) ??
          valuesOf(spec, draft, { ...context, told: sharers(spec, draft, drafts, family) });
        return values.length === 0 ? [] : [[spec.name, values] as const];
      }),
    );
    const sided = withBothSides(read, family, draft.points, documentation, knowledge.lexicon);
    const details = found.standing === 'begun' ? withBeginning(sided, draft.act) : sided;
    const others = draft.anchors
      .map(({ finding }) => finding.support)
      .filter(({ start }) => start !== draft.act.support.start);
    const service: DocumentedService = {
      id: `${family.id}.${place + 1}`,
      act: draft.act.concept,
      assertion: 'performed',
      arguments: details,
      support: stretch(draft, details, index),
      ...(others.length === 0 ? {} : { alsoSupportedBy: others }),
    };
    const answered = draft.answers.some(({ when }) => fits(service, when, knowledge) === 'met');
    return answered ? [service] : [];
  });
  const listed = found.anchors.some(({ finding }) => finding.listed);
  return services.length === 0 ? undefined : { standing: found.standing, services, listed };
}
