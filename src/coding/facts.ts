import type { DocumentedService, DocumentedValue } from '../documentation/types.js';
import {
  below,
  describeNumbers,
  isClosed,
  point,
  testCell,
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
  const closed = isClosed(spec);
  const concepts = values.flatMap((value) => (value.kind === 'concept' ? [value.concept] : []));
  const support = values.map((value) => value.support);
  const stated = closed ? [...new Set(concepts)] : mostSpecific(concepts, lexicon);
  const under = closed ? stated : below(lexicon, stated);
  const set = new Set([...under].filter((id) => domain.has(id)));
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
    } else if (fact.state === 'absent' && spec.fallback) {
      facts.set(spec.name, { ...fact, value: spec.fallback, state: 'documented', remark: UNSAID });
    } else if (isSilentNo(fact, family)) {
      const value: Possible = { kind: 'concepts', set: new Set(['no']), stated: 'no' };
      facts.set(spec.name, { ...fact, value, state: 'documented', remark: UNSAID });
    } else if (fact.state === 'absent' && spec.convention) {
      const { value, because, cites } = spec.convention;
      facts.set(spec.name, { ...fact, value, state: 'assumed', remark: because, cites });
    } else {
      facts.set(spec.name, fact);
    }
  }
  derive(facts, family, service.id);
  return { service: service.id, facts };
}

const UNSAID = 'The note does not say otherwise.';

/** What is not documented was not done, for flags that say so. */
function isSilentNo({ state, element }: Fact, { reads }: Family): boolean {
  return (
    reads === 'note' &&
    state === 'absent' &&
    element.kind === 'flag' &&
    element.note.silent === 'no'
  );
}

/** Fills elements that follow from others. A row that lacks a fact ends the search: what it would say is open. */
function derive(facts: Map<string, Fact>, family: Family, service: string): void {
  for (const { element, rows } of family.derive) {
    const fact = facts.get(element);
    if (fact?.state !== 'absent') continue;
    for (const { cells, value, text } of rows) {
      const results = [...cells].map(([name, cell]) => {
        const known = facts.get(name);
        return known === undefined ? 'not-documented' : testCell(cell, known.value);
      });
      if (results.includes('not-met')) continue;
      if (results.includes('not-documented')) break;
      const support = [...cells.keys()].flatMap((name) => facts.get(name)?.support ?? []);
      facts.set(element, {
        ...fact,
        slot: `${service}:${element}`,
        value,
        open: value,
        state: 'documented',
        support,
        remark: `${fact.element.label} ${text} follows from what is documented.`,
      });
      break;
    }
  }
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
  return top.map((id) => (isClosed(fact.element) ? id : lexicon.label(id))).join(' or ');
}
