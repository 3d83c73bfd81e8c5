import type { Lexicon } from '../knowledge/lexicon.js';
import type { SentenceJudge } from './assertions.js';
import { type Judgement } from './assertions.js';
import { put, related, type Frame, type FrameTools } from './frames.js';
import type { Mention } from './mentions.js';
import type {
  Assertion,
  DocumentedCondition,
  DocumentedValue,
  SupportingDocumentation,
} from './types.js';

/** A condition as one sentence states it. */
export interface StatedCondition {
  readonly concept: string;
  readonly judgement: Judgement;
  readonly cue: SupportingDocumentation | undefined;
  readonly values: ReadonlyMap<string, readonly DocumentedValue[]>;
  readonly support: SupportingDocumentation;
  readonly frame: Frame | undefined;
  readonly title: boolean;
}

/** Words such as "lesion" name no diagnosis. */
const NOT_A_DIAGNOSIS = new Set(['unspecified-lesion', 'condition']);
const ELEMENTS = ['site', 'laterality'] as const;

/** The conditions that one sentence states, with the frame that each stands in. */
export function statedConditions(
  mentions: readonly Mention[],
  judge: SentenceJudge,
  frames: readonly Frame[],
  title: boolean,
  tools: FrameTools,
): StatedCondition[] {
  const stated: StatedCondition[] = [];
  for (const { concept, from, to } of mentions) {
    if (
      (concept.kind !== 'lesion' && concept.kind !== 'condition') ||
      NOT_A_DIAGNOSIS.has(concept.id)
    )
      continue;
    const judgement = judge.judge({ from, to, kind: 'condition', past: false });
    const frame =
      frames.find((one) => from >= one.from && to <= one.to) ??
      (frames.length === 1 ? frames[0] : undefined);
    const values = new Map<string, readonly DocumentedValue[]>();
    for (const element of ELEMENTS) {
      const found = frame?.values.get(element);
      if (found !== undefined) values.set(element, found);
    }
    const cue =
      judgement.cue === undefined ? undefined : tools.support(judgement.cue.from, judgement.cue.to);
    stated.push({
      concept: concept.id,
      judgement,
      cue,
      values,
      support: tools.support(from, to),
      frame,
      title,
    });
  }
  return stated;
}

const RANK: Readonly<Record<Assertion, number>> = {
  performed: 0,
  hypothetical: 1,
  historical: 2,
  'someone-else': 3,
  negated: 4,
  planned: 5,
  aborted: 6,
};

interface Gathered {
  readonly concept: string;
  readonly assertion: Assertion;
  readonly values: Map<string, DocumentedValue[]>;
  readonly support: SupportingDocumentation;
  readonly services: Set<string>;
}

/**
 * Joins repeated statements of one condition. What stands only in the subject or in a question counts when
 * nothing else in the note names it.
 */
export function gatherConditions(
  stated: readonly StatedCondition[],
  servicesOf: (start: number, frame: Frame | undefined) => readonly string[],
  lexicon: Lexicon,
): DocumentedCondition[] {
  const gathered = new Map<string, Gathered[]>();
  const order: Gathered[] = [];
  const named = new Set(
    stated.filter((one) => !one.title && !one.judgement.asked).map((one) => one.concept),
  );
  for (const one of stated) {
    if ((one.title || one.judgement.asked) && named.has(one.concept)) continue;
    const services = servicesOf(one.support.start, one.frame);
    if (one.judgement.asked && services.length === 0) continue;
    const { assertion } = one.judgement;
    const key = `${one.concept} ${RANK[assertion]}`;
    const alike = (gathered.get(key) ?? [])
      .slice(-16)
      .find((known) => samePlace(known, one, lexicon));
    const target = alike ?? {
      concept: one.concept,
      assertion,
      values: new Map<string, DocumentedValue[]>(),
      support: one.support,
      services: new Set<string>(),
    };
    if (alike === undefined) {
      gathered.set(key, [...(gathered.get(key) ?? []), target]);
      order.push(target);
    }
    for (const [element, values] of one.values)
      for (const value of values) put(target as unknown as Frame, element, value);
    for (const service of services) target.services.add(service);
  }
  return order
    .sort((a, b) => a.support.start - b.support.start)
    .map(({ concept, assertion, values, support, services }, index) => ({
      id: `d${index + 1}`,
      concept,
      assertion,
      arguments: Object.fromEntries(values),
      support,
      services: [...services],
    }));
}

function samePlace(known: Gathered, one: StatedCondition, lexicon: Lexicon): boolean {
  const ids = (values: readonly DocumentedValue[] | undefined): string[] =>
    (values ?? []).flatMap((value) => (value.kind === 'concept' ? [value.concept] : []));
  return ELEMENTS.every((element) =>
    related(lexicon, ids(known.values.get(element)), ids(one.values.get(element))),
  );
}
