import type { Lexicon } from '../knowledge/lexicon.js';
import { conceptsOf, put, related, type Frame, type FrameTools } from './frames.js';

/**
 * What the closures of a note close. A laceration is repaired for its own sake. Beside a removal a closure in one layer is
 * part of that removal, a deeper one is a repair of its own, at the place of the removal; beside a flap or graft any
 * closure is part of it. Without a depth of closure and without a wound the words tell no repair.
 */
export function settleReconstruction(
  services: readonly Frame[],
  findings: readonly Frame[],
  acts: Map<Frame, string | undefined>,
  { lexicon, support }: FrameTools,
): void {
  settleGrafts(services, acts, lexicon);
  settleLipomas(services, findings, acts);
  const hosts = services.filter((frame) => includesClosure(lexicon, acts.get(frame)) !== undefined);
  // "The incision dehisced. It was closed in layers."
  const reopened = findings.some((one) => conceptsOf(one, 'lesion').includes('dehiscence'));
  for (const frame of services) {
    const act = acts.get(frame);
    if (act !== 'wound-repair' && act !== 'closing' && act !== 'repair') continue;
    if (reopened && conceptsOf(frame, 'lesion').length === 0) {
      acts.set(frame, 'secondary-closure');
      continue;
    }
    const host = nearest(frame, hosts);
    const wound = conceptsOf(frame, 'lesion').some((id) => lexicon.isA(id, 'wound'));
    const depths = conceptsOf(frame, 'closure');
    const deep = depths.some((id) => id !== 'closure-simple');
    if (deep) dropSimple(frame);
    if (wound || (host === undefined && act === 'wound-repair')) {
      if (depths.length === 0) {
        // Nothing but one layer is documented.
        put(frame, 'closure', {
          kind: 'concept',
          concept: 'closure-simple',
          support: support(frame.from, frame.to),
        });
      }
    } else if (host !== undefined) {
      if (!deep || includesClosure(lexicon, acts.get(host)) === 'any')
        acts.set(frame, 'simple-closure');
    }
    takePlace(frame, host === undefined ? findings : [host, ...findings]);
  }
  const placed = services.filter(({ values }) => values.has('site'));
  for (const frame of services) {
    const covered = nearest(frame, placed);
    const act = acts.get(frame) ?? '';
    const placeless = act === 'excision' || lexicon.isA(act, 'skin-graft');
    if (placeless && covered !== undefined && covered !== frame) takePlace(frame, [covered]);
  }
}

/** "Looks like a lipoma ... the mass was excised": what lies below the skin is not excised as a skin lesion. */
function settleLipomas(
  services: readonly Frame[],
  findings: readonly Frame[],
  acts: ReadonlyMap<Frame, string | undefined>,
): void {
  const lipoma = findings
    .flatMap((one) => one.values.get('lesion') ?? [])
    .find((value) => value.kind === 'concept' && value.concept === 'lipoma');
  if (lipoma === undefined) return;
  for (const frame of services) {
    if (acts.get(frame) !== 'excision') continue;
    const broad = conceptsOf(frame, 'lesion').every(
      (id) => id === 'unspecified-lesion' || id === 'benign-lesion' || id === 'skin-mass',
    );
    if (broad) frame.values.set('lesion', [lipoma]);
  }
}

/**
 * What is excised to make room for a flap is part of the flap; a scar, a burn or a wound excised down to a bed that
 * takes a graft is the preparation of that bed, as large as the graft.
 */
function settleGrafts(
  services: readonly Frame[],
  acts: Map<Frame, string | undefined>,
  lexicon: Lexicon,
): void {
  const flaps = services.filter((frame) => acts.get(frame) === 'adjacent-tissue-transfer');
  const grafts = services.filter((frame) => lexicon.isA(acts.get(frame) ?? '', 'skin-graft'));
  for (const frame of services) {
    if (acts.get(frame) !== 'excision') continue;
    const flap = flaps.find((one) => samePlace(lexicon, frame, one));
    if (flap !== undefined) {
      acts.set(frame, 'part-of-flap');
      for (const element of PLACE) takeFrom(flap, frame, element);
      continue;
    }
    const graft = grafts.find((one) => samePlace(lexicon, frame, one));
    const bed = conceptsOf(frame, 'lesion').some(
      (id) => lexicon.isA(id, 'scar') || lexicon.isA(id, 'wound'),
    );
    if (graft === undefined || !bed) continue;
    acts.set(frame, 'site-preparation');
    for (const element of PLACE) takeFrom(frame, graft, element);
    for (const element of PLACE) takeFrom(graft, frame, element);
  }
}

const PLACE = ['area', 'site', 'laterality'] as const;

function takeFrom(frame: Frame, other: Frame, element: string): void {
  if (frame.values.has(element)) return;
  for (const value of other.values.get(element) ?? []) put(frame, element, value);
}

function samePlace(lexicon: Lexicon, a: Frame, b: Frame): boolean {
  return related(lexicon, conceptsOf(a, 'site'), conceptsOf(b, 'site'));
}

function includesClosure(lexicon: Lexicon, act: string | undefined): unknown {
  return lexicon.concept(act ?? '')?.traits['includesClosure'];
}

function nearest(frame: Frame, hosts: readonly Frame[]): Frame | undefined {
  return hosts.reduce<Frame | undefined>(
    (best, host) =>
      best === undefined || Math.abs(host.from - frame.from) < Math.abs(best.from - frame.from)
        ? host
        : best,
    undefined,
  );
}

function dropSimple(frame: Frame): void {
  const values = frame.values.get('closure') ?? [];
  frame.values.set(
    'closure',
    values.filter((value) => value.kind !== 'concept' || value.concept !== 'closure-simple'),
  );
}

/** A closure without a place of its own is where the removal, or else the finding, was. */
function takePlace(frame: Frame, others: readonly Frame[]): void {
  if (frame.values.has('site')) return;
  const placed = others.find((other) => other.values.has('site'));
  for (const element of ['site', 'laterality'] as const)
    for (const value of placed?.values.get(element) ?? []) put(frame, element, value);
}
