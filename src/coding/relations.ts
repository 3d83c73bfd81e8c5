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

/** Elements whose disjoint values show that two lesions were meant. */
const TELLING = ['site', 'lesion'];

/**
 * The note's own words first ("a separate lesion"), then sites, sides and kinds of lesion. Where none of
 * them tells the lesions apart the relation is unknown: it is asked for, never supposed.
 */
export function relationOf(a: DocumentedService, b: DocumentedService, lexicon: Lexicon): Relation {
  const said = [...conceptsOf(a, 'relation'), ...conceptsOf(b, 'relation')];
  if (said.includes('separate-lesion')) return 'separate';
  if (said.includes('same-lesion')) return 'same';
  if (TELLING.some((element) => apart(a, b, element, lexicon))) return 'separate';
  const sides = [conceptsOf(a, 'laterality'), conceptsOf(b, 'laterality')];
  const opposite =
    sides.some((side) => side.length === 1 && side[0] === 'left') &&
    sides.some((side) => side.length === 1 && side[0] === 'right');
  return opposite ? 'separate' : 'unknown';
}

/** Over groups of services: one shared lesion is enough for `same`, all pairs apart for `separate`. */
export function relationBetween(
  left: readonly DocumentedService[],
  right: readonly DocumentedService[],
  lexicon: Lexicon,
): Relation {
  const pairs = left.flatMap((a) => right.map((b) => relationOf(a, b, lexicon)));
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
  const found = knowledge.policies.sameLesion.flatMap((policy) =>
    policy.rules.flatMap((rule) =>
      performed
        .filter(({ act }) => act === rule.integral)
        .flatMap((integral) =>
          performed
            .filter((other) => other !== integral && rule.within.includes(other.act))
            .flatMap((within): Overlap[] => {
              const relation = relationOf(integral, within, knowledge.lexicon);
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
