import type { Lexicon } from '../knowledge/lexicon.js';
import { mayBeReadAs, readAct } from './acts.js';
import { conceptsOf, put, quantityOf, related, type Frame } from './frames.js';
import type { SupportingDocumentation } from './types.js';

/** The act of a frame as its arguments make it. */
export function actOf(lexicon: Lexicon, frame: Frame): string | undefined {
  if (frame.act === undefined) return undefined;
  return readAct(lexicon, { act: frame.act, given: (element) => conceptsOf(frame, element) });
}

/** Whether two mentions may tell of one act. */
export function sameAct(lexicon: Lexicon, a: Frame, b: Frame): boolean {
  if (a.act === undefined || b.act === undefined) return true;
  const actA = actOf(lexicon, a);
  const actB = actOf(lexicon, b);
  if (actA === undefined || actB === undefined || actA === actB) return true;
  return (
    (isBroad(lexicon, a) && mayBeReadAs(lexicon, a.act, actB)) ||
    (isBroad(lexicon, b) && mayBeReadAs(lexicon, b.act, actA)) ||
    mayBeReadAs(lexicon, actA, actB) ||
    mayBeReadAs(lexicon, actB, actA)
  );
}

function isBroad(lexicon: Lexicon, frame: Frame): boolean {
  return frame.act !== undefined && lexicon.concept(frame.act)?.traits['generic'] === true;
}

/** The kinds of lesion that a frame tells apart from others. */
function kindsOf(lexicon: Lexicon, frame: Frame): string[] {
  return conceptsOf(frame, 'lesion').filter((id) => lexicon.concept(id)?.traits['loose'] !== true);
}

function overlap(a: readonly string[], b: readonly string[]): boolean {
  return a.length === 0 || b.length === 0 || a.some((one) => b.includes(one));
}

/** Whether nothing that the two frames say, counts aside, speaks against one service. */
export function agreesButForCount(lexicon: Lexicon, a: Frame, b: Frame): boolean {
  if (!related(lexicon, kindsOf(lexicon, a), kindsOf(lexicon, b))) return false;
  if (!related(lexicon, conceptsOf(a, 'site'), conceptsOf(b, 'site'))) return false;
  if (!overlap(conceptsOf(a, 'laterality'), conceptsOf(b, 'laterality'))) return false;
  if (!related(lexicon, conceptsOf(a, 'method'), conceptsOf(b, 'method'))) return false;
  const [sizeA, sizeB] = [quantityOf(a, 'diameter'), quantityOf(b, 'diameter')];
  return sizeA === undefined || sizeB === undefined || sizeA === sizeB;
}

/** The words that name exactly one lesion: "a wart", or one size given to one lesion. */
export function oneOf(frame: Frame): SupportingDocumentation | undefined {
  if (frame.plural) return undefined;
  return (
    frame.one ??
    (frame.values.has('diameter') ? frame.values.get('lesion')?.[0]?.support : undefined)
  );
}

/** The count, with "a wart" read as one. */
export function countOf(frame: Frame): number | undefined {
  return quantityOf(frame, 'count') ?? (oneOf(frame) === undefined ? undefined : 1);
}

export function agrees(lexicon: Lexicon, a: Frame, b: Frame): boolean {
  if (!agreesButForCount(lexicon, a, b)) return false;
  const [countA, countB] = [quantityOf(a, 'count'), quantityOf(b, 'count')];
  return countA === undefined || countB === undefined || countA === countB;
}

const ELEMENTS = [
  'lesion',
  'count',
  'site',
  'laterality',
  'method',
  'diameter',
  'depth',
  'relation',
  'pathology',
] as const;

/** How many elements both frames state: the measure of the best match. */
export function likeness(a: Frame, b: Frame): number {
  return ELEMENTS.filter((element) => a.values.has(element) && b.values.has(element)).length;
}

/** Measurements that only acts of one kind have, by the trait `sizeIs` of the act. */
const MEASURES: Readonly<Record<string, string>> = {
  margin: 'excision',
  'excised-diameter': 'excision',
  length: 'length',
  closure: 'length',
  area: 'area',
  stages: 'mohs',
  blocks: 'mohs',
};

/** Measurements of which every one told counts: the blocks of each stage. */
const GATHERED = new Set(['stages', 'blocks']);

/** Whether the act can have such a measurement at all: a margin belongs to an excision. */
export function takesMeasure(lexicon: Lexicon, frame: Frame, element: string): boolean {
  const kind = MEASURES[element];
  if (kind === undefined || frame.act === undefined) return true;
  return lexicon.concept(actOf(lexicon, frame) ?? '')?.traits['sizeIs'] === kind;
}

/** Whether `detail` says something that `service` lacks. */
export function addsTo(lexicon: Lexicon, service: Frame, detail: Frame): boolean {
  return [...ELEMENTS, ...Object.keys(MEASURES)].some((element) => {
    if (!detail.values.has(element)) return false;
    if (!takesMeasure(lexicon, service, element)) return false;
    if (GATHERED.has(element)) return true;
    if (!service.values.has(element)) return true;
    return conceptsOf(detail, element).some((id) =>
      conceptsOf(service, element).some((old) => old !== id && lexicon.isA(id, old)),
    );
  });
}

/** Takes into `service` what `detail` adds: missing elements, and narrower words for wide ones. */
export function fill(lexicon: Lexicon, service: Frame, detail: Frame): void {
  for (const [element, values] of detail.values) {
    if (!takesMeasure(lexicon, service, element)) continue;
    const known = service.values.get(element);
    if (known === undefined) {
      service.values.set(element, [...values]);
      continue;
    }
    if (GATHERED.has(element)) known.push(...values);
    for (const value of values) {
      if (value.kind !== 'concept') continue;
      const wider = known.findIndex(
        (old) =>
          old.kind === 'concept' &&
          old.concept !== value.concept &&
          lexicon.isA(value.concept, old.concept),
      );
      if (wider !== -1) known[wider] = value;
      else if (
        element === 'site' &&
        !known.some((old) => old.kind === 'concept' && lexicon.isA(old.concept, value.concept))
      )
        put(service, element, value);
    }
  }
  if (service.one === undefined && !service.plural) service.one = detail.one;
  service.plural ||= detail.plural && !service.values.has('count') && service.one === undefined;
  if (
    service.broad &&
    !detail.broad &&
    detail.act !== undefined &&
    sameAct(lexicon, service, detail)
  ) {
    service.act = detail.act;
    service.broad = false;
  }
}
