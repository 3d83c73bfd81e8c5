import type { Lexicon } from '../knowledge/lexicon.js';
import { retells } from './acts.js';
import { put, type Frame, type FrameTools, type Segment } from './frames.js';
import type { Item } from './item.js';
import type { Mention } from './mentions.js';
import type { DocumentedValue } from './types.js';

/** Adds the items of a segment to a frame. */
export function absorb(
  frame: Frame,
  segment: Segment,
  tools: FrameTools,
  uncertain: (item: Item) => boolean,
): void {
  for (const item of segment.items) {
    const support = tools.support(item.from, item.to);
    const concept = (id: string): DocumentedValue => ({ kind: 'concept', concept: id, support });
    switch (item.kind) {
      case 'act':
        takeAct(frame, item, tools);
        if (item.method !== undefined) put(frame, 'method', concept(item.method));
        for (const [element, id] of Object.entries(item.facts)) put(frame, element, concept(id));
        break;
      case 'method':
        put(frame, 'method', concept(item.concept));
        break;
      case 'lesion':
        if (uncertain(item)) break;
        takeLesion(frame, item, tools);
        break;
      case 'site':
        takeSite(frame, item, tools);
        break;
      case 'side':
        put(frame, 'laterality', concept(item.concept));
        break;
      case 'count':
        if (!frame.values.has('count'))
          put(frame, 'count', { kind: 'quantity', value: item.value, unit: 'each', support });
        break;
      case 'length': {
        const element = item.ofClosure ? 'length' : 'diameter';
        if (!frame.values.has(element))
          put(frame, element, { kind: 'quantity', value: item.value, unit: 'cm', support });
        if (item.area !== undefined)
          addMeasure(frame, 'area', { kind: 'quantity', value: item.area, unit: 'cm2', support });
        break;
      }
      case 'measure': {
        const { element, value, unit } = item;
        addMeasure(frame, element, { kind: 'quantity', value, unit, support });
        break;
      }
      case 'bare':
        frame.bare ??= { value: item.value, support };
        break;
      case 'fact':
        if (uncertain(item)) break;
        put(frame, item.element, concept(item.concept));
        break;
    }
    frame.from = Math.min(frame.from, item.from);
    frame.to = Math.max(frame.to, item.to);
  }
}

/** Keeps equal measurements apart where they stand at different words: two defects of one size. */
function addMeasure(frame: Frame, element: string, value: DocumentedValue): void {
  const values = frame.values.get(element);
  if (values === undefined) frame.values.set(element, [value]);
  else values.push(value);
}

function takeAct(frame: Frame, item: Item & { kind: 'act' }, tools: FrameTools): void {
  const known = frame.act;
  // The more telling word wins; two words of one rank keep the first.
  const replace =
    known === undefined ||
    (frame.broad &&
      (!item.broad ||
        retells(tools.lexicon, known, item.act) ||
        moreTelling(item.act, known, tools.lexicon)));
  if (replace) {
    frame.act = item.act;
    frame.broad = item.broad;
    frame.tool = item.tool;
    frame.anchor = { from: item.from, to: item.to };
  }
  if (!item.tool) frame.tool = false;
  frame.ownAct = true;
  frame.past ||= item.past;
  frame.plural ||= item.plural;
  const each = tools.lexicon.concept(item.act)?.traits['each'] === 'site';
  if (each && !item.plural && !item.past && frame.one === undefined)
    frame.one = tools.support(item.from, item.to);
}

/**
 * A word for an act with a code behind it says more than "removal" or "treatment", and so does one that settles
 * what the treatment was ("treated with fluorouracil").
 */
function moreTelling(act: string, than: string, lexicon: Lexicon): boolean {
  const traits = (id: string) => lexicon.concept(id)?.traits;
  const telling = traits(act)?.['generic'] !== true || traits(act)?.['settles'] === true;
  return traits(than)?.['generic'] === true && telling;
}

function takeLesion(frame: Frame, item: Item & { kind: 'lesion' }, tools: FrameTools): void {
  const { lexicon } = tools;
  const known = frame.values.get('lesion');
  const value: DocumentedValue = {
    kind: 'concept',
    concept: item.concept,
    support: tools.support(item.from, item.to),
  };
  if (known === undefined) frame.values.set('lesion', [value]);
  else {
    // "the nevus ... the lesion": the narrower word stays.
    const narrower = known.findIndex(
      (old) =>
        old.kind === 'concept' &&
        old.concept !== item.concept &&
        lexicon.isA(item.concept, old.concept),
    );
    if (narrower !== -1) known[narrower] = value;
    else if (!known.some((old) => old.kind === 'concept' && lexicon.isA(old.concept, item.concept)))
      known.push(value);
  }
  frame.plural ||= item.plural;
  if (item.plural) frame.one = undefined;
  else if (item.article !== 'none' || !item.abbreviated)
    frame.one ??= tools.support(item.from, item.to);
}

function takeSite(frame: Frame, item: Item & { kind: 'site' }, tools: FrameTools): void {
  if (item.landmark && frame.values.has('site')) return;
  const support = tools.support(item.from, item.to);
  const known = frame.values.get('site');
  const value: DocumentedValue = { kind: 'concept', concept: item.concept, support };
  if (item.side !== undefined) put(frame, 'laterality', sideValue(item.side, tools));
  if (known === undefined) {
    frame.values.set('site', [value]);
    return;
  }
  const wider = known.findIndex(
    (old) =>
      old.kind === 'concept' &&
      old.concept !== item.concept &&
      tools.lexicon.isA(item.concept, old.concept),
  );
  if (wider !== -1) known[wider] = value;
  else if (
    !known.some((old) => old.kind === 'concept' && tools.lexicon.isA(old.concept, item.concept))
  )
    known.push(value);
}

function sideValue(side: Mention, tools: FrameTools): DocumentedValue {
  return { kind: 'concept', concept: side.concept.id, support: tools.support(side.from, side.to) };
}
