import type { DocumentedService } from '../documentation/types.js';
import { below, type Knowledge, type Lexicon, type PolicyFile } from '../knowledge/index.js';

/** Whether two services concern one lesion. */
export type Relation = 'same' | 'separate' | 'unknown';

type SameLesionPolicy = Extract<PolicyFile, { kind: 'same-lesion' }>;
type SameLesionRule = SameLesionPolicy['rules'][number];

function conceptsOf(service: DocumentedService, element: string): string[] {
  return (service.arguments[element] ?? []).flatMap((value) =>
    value.kind === 'concept' ? [value.concept] : [],
  );
}

/** Both are stated and nothing fits both: different sites, different sides, different kinds. */
function apart(
  a: DocumentedService,
  b: DocumentedService,
  element: string,
  lexicon: Lexicon,
): boolean {
  const [left, right] = [conceptsOf(a, element), conceptsOf(b, element)];
  if (left.length === 0 || right.length === 0) return false;
  const under = below(lexicon, right);
  const touching = [...below(lexicon, left)].some((id) => under.has(id));
  return !touching;
}

/** What relations are judged in: the lexicon, and the performed services in note order. */
export interface NoteContext {
  readonly lexicon: Lexicon;
  readonly performed: readonly DocumentedService[];
}

function onOppositeSides(a: DocumentedService, b: DocumentedService): boolean {
  const sides = [conceptsOf(a, 'laterality'), conceptsOf(b, 'laterality')];
  const one = (side: string) => sides.some((stated) => stated.length === 1 && stated[0] === side);
  return one('left') && one('right');
}

/**
 * Places first, since no words make two places one; then the note's own words ("a separate lesion"), then the
 * kinds of lesion. "The same lesion" points to the service told just before or after, not to any other.
 * Where nothing tells the lesions apart the relation is unknown: it is asked for, never supposed.
 */
export function relationOf(
  a: DocumentedService,
  b: DocumentedService,
  { lexicon, performed }: NoteContext,
): Relation {
  if (apart(a, b, 'site', lexicon) || onOppositeSides(a, b)) return 'separate';
  const said = [...conceptsOf(a, 'relation'), ...conceptsOf(b, 'relation')];
  if (said.includes('separate-lesion')) return 'separate';
  const neighbours = Math.abs(performed.indexOf(a) - performed.indexOf(b)) === 1;
  if (said.includes('same-lesion') && neighbours) return 'same';
  return apart(a, b, 'lesion', lexicon) ? 'separate' : 'unknown';
}

/** Over groups of services: one shared lesion is enough for `same`, all pairs apart for `separate`. */
export function relationBetween(
  left: readonly DocumentedService[],
  right: readonly DocumentedService[],
  context: NoteContext,
): Relation {
  const pairs = left.flatMap((a) => right.map((b) => relationOf(a, b, context)));
  if (pairs.includes('same')) return 'same';
  return pairs.includes('unknown') ? 'unknown' : 'separate';
}

/** A service that another one takes in, or may take in. */
export interface Overlap {
  readonly policy: SameLesionPolicy;
  readonly rule: SameLesionRule;
  readonly integral: DocumentedService;
  readonly within: DocumentedService;
  readonly relation: 'same' | 'unknown';
}

/** One finding per service at most: a certain one before an open one. */
export function findOverlaps(
  performed: readonly DocumentedService[],
  knowledge: Knowledge,
): Overlap[] {
  const context: NoteContext = { lexicon: knowledge.lexicon, performed };
  const found = knowledge.policies.sameLesion.flatMap((policy) =>
    policy.rules.flatMap((rule) =>
      performed
        .filter(({ act }) => act === rule.integral)
        .flatMap((integral) =>
          performed
            .filter((other) => other !== integral && rule.within.includes(other.act))
            .flatMap((within): Overlap[] => {
              const relation = relationOf(integral, within, context);
              return relation === 'separate' ? [] : [{ policy, rule, integral, within, relation }];
            }),
        ),
    ),
  );
  const services = [...new Set(found.map(({ integral }) => integral))];
  return services.flatMap((service) => {
    const own = found.filter(({ integral }) => integral === service);
    const best = own.find(({ relation }) => relation === 'same') ?? own[0];
    return best ? [best] : [];
  });
}
