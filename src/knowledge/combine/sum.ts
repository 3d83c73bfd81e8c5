import { z } from 'zod';
import type { Possible, ValueSet } from '../cells.js';
import type { Interval, NumberSet } from '../intervals.js';
import { countElement, define, NOT_A_COUNT, ONCE } from './define.js';
import type { Fact, FactState } from './facts.js';

function worst(states: readonly FactState[]): FactState {
  const order: readonly FactState[] = ['absent', 'conflicting', 'assumed', 'documented'];
  return order.find((state) => states.includes(state)) ?? 'absent';
}

function addUp(facts: readonly Fact[], pick: (fact: Fact) => Possible): NumberSet {
  const total = facts.reduce<Interval>(
    (sum, fact) => {
      const value = pick(fact);
      const set = value.kind === 'numbers' ? value.set : [];
      const first = set[0];
      const last = set.at(-1);
      return {
        low: sum.low + (first?.low ?? 0),
        high: sum.high + (last?.high ?? 0),
        lowClosed: true,
        highClosed: sum.highClosed && (last?.highClosed ?? true),
      };
    },
    { low: 0, high: 0, lowClosed: true, highClosed: true },
  );
  return [total];
}

/** The same element over several services: equal values stay, different ones are all possible. */
function shared(facts: readonly Fact[], slot: string): Fact | undefined {
  const [first, ...rest] = facts;
  if (first === undefined) return undefined;
  const sameValue = (fact: Fact) =>
    JSON.stringify(keyOf(fact.value)) === JSON.stringify(keyOf(first.value));
  if (rest.every(sameValue)) {
    return { ...first, slot, support: facts.flatMap((fact) => fact.support) };
  }
  const value: Possible =
    first.value.kind === 'concepts'
      ? {
          kind: 'concepts',
          set: new Set(
            facts.flatMap((fact) => (fact.value.kind === 'concepts' ? [...fact.value.set] : [])),
          ),
        }
      : first.element.domain;
  return {
    ...first,
    slot,
    value,
    open: value,
    state: 'conflicting',
    support: facts.flatMap((fact) => fact.support),
  };
}

function keyOf(value: ValueSet): unknown {
  return value.kind === 'numbers' ? value.set : [...value.set].sort();
}

/** All services of the session together, their numbers added up. */
export const sum = define(
  z.strictObject({ mode: z.literal('sum'), of: z.string() }),
  ({ of }, elements) => {
    const element = countElement(of, elements);
    if (!element) return { fault: NOT_A_COUNT(of), at: ['of'] };
    return {
      mode: {
        name: 'sum',
        summary: `all services together, their \`${of}\` added up`,
        supplies: [],
        reads: [of],
        independent: false,
        gather: (services, overrides) => {
          if (services.length === 0) return [];
          const counts = services.flatMap(({ facts }) => facts.get(of) ?? []);
          const slot = `all:${of}`;
          const tried = overrides.get(slot);
          const total: Fact = {
            element,
            slot,
            value: tried ?? { kind: 'numbers', set: addUp(counts, (fact) => fact.value) },
            open: { kind: 'numbers', set: addUp(counts, (fact) => fact.open) },
            state: tried ? 'documented' : worst(counts.map((fact) => fact.state)),
            support: counts.flatMap((fact) => fact.support),
            ...remarks(counts),
          };
          const others = [...new Set(services.flatMap(({ facts }) => [...facts.keys()]))]
            .filter((name) => name !== of)
            .flatMap((name) => {
              const fact = shared(
                services.flatMap(({ facts }) => facts.get(name) ?? []),
                `all:${name}`,
              );
              return fact ? [[name, fact] as const] : [];
            });
          return [
            {
              services: services.map(({ service }) => service),
              facts: new Map<string, Fact>([...others, [of, total]]),
              times: ONCE,
            },
          ];
        },
      },
    };
  },
);

function remarks(facts: readonly Fact[]): { remark?: string; cites?: readonly string[] } {
  const said = [...new Set(facts.flatMap((fact) => fact.remark ?? []))];
  const cited = [...new Set(facts.flatMap((fact) => fact.cites ?? []))];
  return {
    ...(said.length > 0 ? { remark: said.join(' ') } : {}),
    ...(cited.length > 0 ? { cites: cited } : {}),
  };
}
