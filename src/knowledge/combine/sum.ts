import { z } from 'zod';
import type { Possible } from '../cells.js';
import type { Interval, NumberSet } from '../intervals.js';
import { define, missingElement, NOT_AN_ELEMENT, ONCE } from './define.js';
import type { Fact, FactState, Overrides, ServiceFacts } from './facts.js';
import { groupServices, shared, united } from './group.js';

function worst(states: readonly FactState[]): FactState {
  const order: readonly FactState[] = ['absent', 'conflicting', 'assumed', 'documented'];
  return order.find((state) => states.includes(state)) ?? 'absent';
}

/** Sums of measurements without the dust of binary fractions: 1.1 + 2.2 is 3.3. */
const rounded = (value: number) =>
  Number.isFinite(value) ? Math.round(value * 10_000) / 10_000 : value;

function addUp(facts: readonly Fact[], pick: (fact: Fact) => Possible): NumberSet {
  const total = facts.reduce<Interval>(
    (sum, fact) => {
      const value = pick(fact);
      const set = value.kind === 'numbers' ? value.set : [];
      const first = set[0];
      const last = set.at(-1);
      return {
        low: rounded(sum.low + (first?.low ?? 0)),
        high: rounded(sum.high + (last?.high ?? 0)),
        lowClosed: sum.lowClosed && (first?.lowClosed ?? true),
        highClosed: sum.highClosed && (last?.highClosed ?? true),
      };
    },
    { low: 0, high: 0, lowClosed: true, highClosed: true },
  );
  return [total];
}

/**
 * The services of the session together, one number added up; with `by`, one sum for each combination that
 * the table tells apart (lengths of repairs by depth and group of sites).
 */
export const sum = define(
  z.strictObject({
    mode: z.literal('sum'),
    of: z.string(),
    by: z.array(z.string()).default([]),
  }),
  ({ of, by }, elements) => {
    const element = elements.get(of);
    if (element?.kind !== 'quantity') {
      return { fault: `"${of}" must be a quantity of the family`, at: ['of'] };
    }
    const unknown = missingElement(by, elements);
    if (unknown !== undefined) return { fault: NOT_AN_ELEMENT(unknown), at: ['by'] };
    const addGroup = (group: readonly ServiceFacts[], owner: string, overrides: Overrides) => {
      const numbers = group.flatMap(({ facts }) => facts.get(of) ?? []);
      const slot = `${owner}:${of}`;
      const tried = overrides.get(slot);
      const total: Fact = {
        element,
        slot,
        value: tried ?? { kind: 'numbers', set: addUp(numbers, (fact) => fact.value) },
        open: { kind: 'numbers', set: addUp(numbers, (fact) => fact.open) },
        state: tried ? 'documented' : worst(numbers.map((fact) => fact.state)),
        support: numbers.flatMap((fact) => fact.support),
        ...remarks(numbers),
      };
      const others = [...new Set(group.flatMap(({ facts }) => [...facts.keys()]))]
        .filter((name) => name !== of)
        .flatMap((name) => {
          const facts = group.flatMap((entry) => entry.facts.get(name) ?? []);
          const place = `${owner}:${name}`;
          const fact = by.includes(name) ? united(facts, place) : shared(facts, place);
          const answer = overrides.get(place);
          if (!fact) return [];
          const known: Fact = answer
            ? { ...fact, value: answer, open: answer, state: 'documented' }
            : fact;
          return [[name, known] as const];
        });
      return {
        services: group.map(({ service }) => service),
        facts: new Map<string, Fact>([...others, [of, total]]),
        times: ONCE,
      };
    };
    return {
      mode: {
        name: 'sum',
        summary: `all services together, their \`${of}\` added up${by.length === 0 ? '' : ` for each ${by.join(' and ')}`}`,
        supplies: [],
        reads: [of, ...by],
        independent: false,
        gather: (services, overrides, rows) => {
          const groups = groupServices(services, by, rows);
          return groups.map((group) =>
            addGroup(
              group,
              // A slot names the group for as long as the group is the same.
              groups.length === 1 ? 'all' : group.map(({ service }) => service).join('+'),
              overrides,
            ),
          );
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
