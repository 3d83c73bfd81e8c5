import type { Lexicon } from '../knowledge/lexicon.js';
import type { DiagnosisMention, Qualifier } from './diagnosis-mention.js';
import type { Token } from './tokens.js';
import type { Assertion, DocumentedDiagnosis, DocumentedValue } from './types.js';

/** A diagnosis with the facts beside it; repeated statements of one diagnosis are one. */
interface Statement {
  readonly heads: DiagnosisMention[];
  readonly own: Qualifier[];
}

const HOLDS: ReadonlySet<Assertion> = new Set(['performed', 'historical', 'planned']);
/** Elements that keep two statements of one diagnosis apart. */
const PLACES = ['site', 'organ', 'bone'];
const LINK = /^(?:to|into|in|involving|of)$/;
const LISTED = /^(?:,|and|or|&|\/|the|both|a|an|his|her|left|right|bilateral|distant|multiple|to)$/;

const distance = (a: { from: number; to: number }, b: { from: number; to: number }): number =>
  a.to <= b.from ? b.from - a.to : b.to <= a.from ? a.from - b.to : 0;

function groupBySentence<T extends { sentence: number }>(items: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const group = groups.get(item.sentence);
    if (group === undefined) groups.set(item.sentence, [item]);
    else group.push(item);
  }
  return groups;
}

/**
 * "Metastatic colon cancer to the liver": of a spreading disease only the places right before it and those in the
 * list after "to" or "in" are its own.
 */
function destinations(
  head: DiagnosisMention,
  places: readonly Qualifier[],
  tokens: readonly Token[],
): Qualifier[] {
  const before = places.filter(({ to }) => to === head.from);
  let at = head.to;
  const limit = Math.min(tokens.length, head.to + 8);
  if (!LINK.test(tokens[head.to - 1]?.key ?? ''))
    while (
      at < limit &&
      !LINK.test(tokens[at]?.key ?? '') &&
      !/^[.;]$/.test(tokens[at]?.text ?? '')
    )
      at += 1;
  const listed: Qualifier[] = [];
  for (let index = at; index < tokens.length;) {
    const key = tokens[index]?.key ?? '';
    const place = places.find(({ from }) => from === index);
    if (place !== undefined) {
      listed.push(...places.filter(({ from }) => from === index));
      index = place.to;
    } else if (LISTED.test(key) || (index === at && LINK.test(key))) index += 1;
    else break;
  }
  return listed.length > 0 ? listed : before;
}

/** Drugs, causes and parts of other diagnoses own nothing where a diagnosis stands beside them. */
const isFull = ({ concept }: DiagnosisMention): boolean =>
  concept.kind === 'diagnosis' && concept.traits['aside'] !== true;

function ownerOf(
  qualifier: Qualifier,
  named: readonly DiagnosisMention[],
): DiagnosisMention | undefined {
  // "Appendicitis with gangrene, with abscess": what may be part of another diagnosis owns nothing beside it.
  const full = named.filter(isFull);
  const heads = full.length > 0 ? full : named;
  const beside = heads.filter(({ segment }) => segment === qualifier.segment);
  if (beside.length > 0)
    return beside.reduce((best, head) => {
      const [near, far] = [distance(head, qualifier), distance(best, qualifier)];
      return near < far || (near === far && head.from >= qualifier.to) ? head : best;
    });
  const earlier = heads.filter(({ to }) => to <= qualifier.from).at(-1);
  return earlier ?? heads[0];
}

/** Gives each fact of a sentence to the diagnosis that it stands beside. */
function shareOut(
  heads: readonly DiagnosisMention[],
  qualifiers: readonly Qualifier[],
  tokens: readonly Token[],
): { own: Map<DiagnosisMention, Qualifier[]>; bound: Set<Qualifier> } {
  const own = new Map<DiagnosisMention, Qualifier[]>(heads.map((head) => [head, []]));
  const bound = new Set<Qualifier>();
  const bySentence = groupBySentence(qualifiers);
  for (const [sentence, group] of groupBySentence(heads)) {
    const here = bySentence.get(sentence) ?? [];
    for (const head of group) {
      if (head.concept.traits['takes'] !== 'destination') continue;
      const places = here.filter(({ element }) => element === 'organ');
      for (const place of destinations(head, places, tokens)) {
        own.get(head)?.push(place);
        bound.add(place);
      }
    }
    const plain = group.filter(({ concept }) => concept.traits['takes'] !== 'destination');
    for (const qualifier of here) {
      if (bound.has(qualifier)) continue;
      const among = qualifier.element === 'organ' ? plain : group;
      const head = ownerOf(qualifier, among);
      if (head !== undefined) own.get(head)?.push(qualifier);
    }
  }
  return { own, bound };
}

function conceptsOf(qualifiers: readonly Qualifier[], element: string): string[] {
  return qualifiers.flatMap((one) =>
    one.element === element && one.value.kind === 'concept' ? [one.value.concept] : [],
  );
}

function samePlace(a: readonly Qualifier[], b: readonly Qualifier[], lexicon: Lexicon): boolean {
  return PLACES.every((element) => {
    const [here, there] = [conceptsOf(a, element), conceptsOf(b, element)];
    return (
      here.length === 0 ||
      there.length === 0 ||
      here.some((one) => there.some((other) => lexicon.isA(one, other) || lexicon.isA(other, one)))
    );
  });
}

function merge(
  heads: readonly DiagnosisMention[],
  own: ReadonlyMap<DiagnosisMention, Qualifier[]>,
  lexicon: Lexicon,
): Statement[] {
  const statements: Statement[] = [];
  const byKey = new Map<string, Statement[]>();
  for (const head of heads) {
    const key = [head.concept.id, head.assertion, head.title, head.asked && !head.requested].join(
      ' ',
    );
    const facts = own.get(head) ?? [];
    // Of a thousand repetitions the last few are looked at, which keeps the cost linear.
    const alike = (byKey.get(key) ?? [])
      .slice(-12)
      .find((known) => samePlace(known.own, facts, lexicon));
    if (alike !== undefined) {
      alike.heads.push(head);
      alike.own.push(...facts);
      continue;
    }
    const statement = { heads: [head], own: [...facts] };
    statements.push(statement);
    byKey.set(key, [...(byKey.get(key) ?? []), statement]);
  }
  return statements;
}

/** Facts of the note by how far a diagnosis may reach for them. */
class NoteFacts {
  private readonly bySentence: Map<number, Qualifier[]>;
  private readonly withHeads: ReadonlySet<number>;
  private readonly wide: readonly Qualifier[];
  private readonly title: readonly Qualifier[];
  private readonly side: readonly Qualifier[];

  constructor(
    qualifiers: readonly Qualifier[],
    heads: readonly DiagnosisMention[],
    private readonly bound: ReadonlySet<Qualifier>,
  ) {
    const free = qualifiers.filter((one) => !bound.has(one));
    this.bySentence = groupBySentence(free);
    this.withHeads = new Set(heads.filter(isFull).map(({ sentence }) => sentence));
    const told = free.filter(({ asked }) => !asked);
    this.wide = told.filter(({ wide, title }) => wide && !title);
    this.title = told.filter(({ title }) => title);
    const sides = told.filter(({ element, title }) => element === 'laterality' && !title);
    this.side = new Set(conceptsOf(sides, 'laterality')).size === 1 ? sides.slice(0, 1) : [];
  }

  /** Nearest first: the sentence, lines beside it that name no diagnosis, the whole note, the subject. */
  around(statement: Statement): Qualifier[][] {
    const sentences = [...new Set(statement.heads.map(({ sentence }) => sentence))].slice(0, 12);
    const same = sentences.flatMap((one) => this.bySentence.get(one) ?? []);
    const beside = sentences
      .flatMap((one) => [one + 1, one - 1])
      .filter((one) => !this.withHeads.has(one))
      .flatMap((one) => this.bySentence.get(one) ?? [])
      .filter(({ title, asked }) => !title && !asked);
    return [same, beside, [...this.wide], [...this.side], [...this.title]];
  }
}

function nearest(statement: Statement, among: readonly Qualifier[]): Qualifier[] {
  const [head] = statement.heads;
  const [first, ...rest] = among;
  if (head === undefined || first === undefined) return [];
  const best = rest.reduce(
    (near, one) => (distance(one, head) < distance(near, head) ? one : near),
    first,
  );
  // "BMI of 41 ... 21 weeks": all that is said at the nearest place, and only there.
  return among.filter((one) => one.from === best.from);
}

function complete(statement: Statement, facts: NoteFacts): Record<string, DocumentedValue[]> {
  const doubtful = statement.heads[0]?.assertion === 'hypothetical';
  const usable = (one: Qualifier) =>
    HOLDS.has(one.assertion) || (doubtful && one.assertion === 'hypothetical');
  const found: Record<string, DocumentedValue[]> = {};
  const add = (one: Qualifier) => {
    const values = (found[one.element] ??= []);
    if (
      !values.some(
        ({ support }) => support.start === one.value.support.start && sameValue(values, one),
      )
    )
      values.push(one.value);
  };
  for (const one of statement.own.filter(usable)) add(one);
  for (const circle of facts.around(statement)) {
    const missing = circle.filter((one) => usable(one) && found[one.element] === undefined);
    for (const element of new Set(missing.map((one) => one.element))) {
      const values = missing.filter((one) => one.element === element);
      for (const one of nearest(statement, values)) add(one);
    }
  }
  return found;
}

function sameValue(values: readonly DocumentedValue[], one: Qualifier): boolean {
  const { value } = one;
  return values.some(
    (known) =>
      known.kind === 'concept' && value.kind === 'concept' && known.concept === value.concept,
  );
}

/** Joins the statements of a note into its diagnoses, each with the facts that tell it apart. */
export function gatherDiagnoses(
  heads: readonly DiagnosisMention[],
  qualifiers: readonly Qualifier[],
  tokens: readonly Token[],
  lexicon: Lexicon,
): DocumentedDiagnosis[] {
  const ordered = [...heads].sort((a, b) => a.from - b.from || b.to - a.to);
  const { own, bound } = shareOut(ordered, qualifiers, tokens);
  const facts = new NoteFacts(qualifiers, ordered, bound);
  return merge(ordered, own, lexicon).flatMap((statement, index) => {
    const [head] = statement.heads;
    if (head === undefined) return [];
    return [
      {
        id: `x${index + 1}`,
        concept: head.concept.id,
        assertion: head.assertion,
        place: head.title ? ('title' as const) : ('body' as const),
        asked: statement.heads.every(({ asked }) => asked),
        listed: statement.heads.some(({ listed }) => listed),
        requested: statement.heads.some(({ requested }) => requested),
        arguments: complete(statement, facts),
        support: head.support,
      },
    ];
  });
}
