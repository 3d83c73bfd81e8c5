import type { DocumentedService, DocumentedValue } from '../documentation/types.js';
import {
  below,
  describeNumbers,
  point,
  within,
  type ElementSpec,
  type Fact,
  type Family,
  type Lexicon,
  type Overrides,
  type Possible,
  type ServiceFacts,
} from '../knowledge/index.js';

/** Concepts without those that stand above another of the list: "face, cheek" says "cheek". */
function mostSpecific(ids: readonly string[], lexicon: Lexicon): string[] {
  const unique = [...new Set(ids)];
  return unique.filter((id) => !unique.some((other) => other !== id && lexicon.isA(other, id)));
}

function conceptFact(
  values: readonly DocumentedValue[],
  spec: ElementSpec,
  slot: string,
  lexicon: Lexicon,
): Fact {
  const domain = spec.domain.kind === 'concepts' ? spec.domain.set : new Set<string>();
  const concepts = values.flatMap((value) => (value.kind === 'concept' ? [value.concept] : []));
  const support = values.map((value) => value.support);
  const stated = mostSpecific(concepts, lexicon);
  const set = new Set([...below(lexicon, stated)].filter((id) => domain.has(id)));
  const base = { element: spec, slot, support };
  if (set.size === 0) return { ...base, value: spec.domain, open: spec.domain, state: 'absent' };
  const [only] = stated;
  const value: Possible =
    stated.length === 1 && only !== undefined
      ? { kind: 'concepts', set, stated: only }
      : { kind: 'concepts', set };
  return { ...base, value, open: value, state: stated.length === 1 ? 'documented' : 'conflicting' };
}

function canBe(number: number, spec: ElementSpec): boolean {
  if (spec.whole && !Number.isInteger(number)) return false;
  return within({ kind: 'numbers', set: point(number) }, spec.domain);
}

function quantityFact(values: readonly DocumentedValue[], spec: ElementSpec, slot: string): Fact {
  const unit = spec.unit === '' ? 'each' : spec.unit;
  const fitting = values.filter((value) => value.kind === 'quantity' && value.unit === unit);
  // "0 lesions" or "1.5 lesions" tells no number of lesions: it is shown, and asked about.
  const numbers = [
    ...new Set(fitting.flatMap((value) => (value.kind === 'quantity' ? [value.value] : []))),
  ]
    .filter((number) => canBe(number, spec))
    .sort((a, b) => a - b);
  const base = { element: spec, slot, support: fitting.map((value) => value.support) };
  const [only] = numbers;
  if (only === undefined)
    return { ...base, value: spec.domain, open: spec.domain, state: 'absent' };
  const value: Possible = { kind: 'numbers', set: numbers.flatMap((number) => point(number)) };
  return {
    ...base,
    value,
    open: value,
    state: numbers.length === 1 ? 'documented' : 'conflicting',
  };
}

/** What the note gives of one element of one service, before conventions. */
export function readFact(service: DocumentedService, spec: ElementSpec, lexicon: Lexicon): Fact {
  const values = service.arguments[spec.name] ?? [];
  const slot = `${service.id}:${spec.name}`;
  return spec.kind === 'quantity'
    ? quantityFact(values, spec, slot)
    : conceptFact(values, spec, slot, lexicon);
}

/** Facts of one service for one family: note, then answers being tried, then convention. */
export function serviceFacts(
  service: DocumentedService,
  family: Family,
  lexicon: Lexicon,
  overrides: Overrides,
): ServiceFacts {
  const facts = new Map<string, Fact>();
  for (const spec of family.elements.values()) {
    if (spec.kind === 'choice') continue;
    const fact = readFact(service, spec, lexicon);
    const tried = overrides.get(fact.slot);
    if (tried) {
      facts.set(spec.name, { ...fact, value: tried, open: tried, state: 'documented' });
    } else if (fact.state === 'absent' && spec.convention) {
      const { value, because, cites } = spec.convention;
      facts.set(spec.name, { ...fact, value, state: 'assumed', remark: because, cites });
    } else {
      facts.set(spec.name, fact);
    }
  }
  return { service: service.id, facts };
}

/** The value in words: "0.8 cm", "cheek", "not documented". */
export function describeFact(fact: Fact, lexicon: Lexicon): string {
  if (fact.state === 'absent') return 'not documented';
  const { value } = fact;
  if (value.kind === 'numbers') {
    return describeNumbers(value.set, fact.element.unit);
  }
  if (value.stated !== undefined) return lexicon.label(value.stated);
  const top = [...value.set].filter(
    (id) => ![...value.set].some((other) => other !== id && lexicon.isA(id, other)),
  );
  return top.map((id) => (fact.element.kind === 'choice' ? id : lexicon.label(id))).join(' or ');
}
