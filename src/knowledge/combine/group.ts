import { testCell, type Possible, type ValueSet } from '../cells.js';
import type { Fact, ServiceFacts, TableRows } from './facts.js';

/** A stable text for a set of values: equal sets give equal texts. */
export function keyOf(value: ValueSet): string {
  return value.kind === 'numbers' ? JSON.stringify(value.set) : [...value.set].sort().join(' ');
}

/**
 * What the table makes of one value: cheek and nose are one class where every row takes both alike. An
 * element that no row asks for is told apart by its values themselves (left knee, right knee).
 */
function classOf(value: Possible, element: string, rows: TableRows): string {
  const cells = rows.flatMap((row) => row.cells.get(element) ?? []).filter(({ any }) => !any);
  if (cells.length === 0) return keyOf(value);
  return cells.map((cell) => testCell(cell, value)).join(' ');
}

/**
 * Services by what the table tells apart in the elements `by`, in order of appearance. A service without a
 * value for one of them joins the others only where there is one class to join.
 */
export function groupServices(
  services: readonly ServiceFacts[],
  by: readonly string[],
  rows: TableRows,
): ServiceFacts[][] {
  const keyed = services.map((service) => ({
    service,
    known: by.every((name) => service.facts.get(name)?.state !== 'absent'),
    key: by
      .map((name) => {
        const fact = service.facts.get(name);
        return fact ? classOf(fact.value, name, rows) : '';
      })
      .join(' | '),
  }));
  const classes = [...new Set(keyed.filter(({ known }) => known).map(({ key }) => key))];
  const [only] = classes;
  const groups = new Map<string, ServiceFacts[]>();
  for (const { service, known, key } of keyed) {
    const home = !known && classes.length === 1 && only !== undefined ? only : key;
    groups.set(home, [...(groups.get(home) ?? []), service]);
  }
  return [...groups.values()];
}

/** The same element over several services: equal values stay, of different ones all are possible. */
export function shared(facts: readonly Fact[], slot: string): Fact | undefined {
  const [first, ...rest] = facts;
  if (first === undefined) return undefined;
  const support = facts.flatMap((fact) => fact.support);
  if (rest.every((fact) => keyOf(fact.value) === keyOf(first.value))) {
    return { ...first, slot, support };
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
  return { ...first, slot, value, open: value, state: 'conflicting', support };
}

/** Facts with the same meaning for the table, over several services, as one; silence joins what is stated. */
export function united(facts: readonly Fact[], slot: string): Fact | undefined {
  const stated = facts.filter(({ state }) => state !== 'absent');
  const told = stated.length > 0 ? stated : facts;
  const fact = shared(told, slot);
  const [first] = told;
  if (fact === undefined || first === undefined) return undefined;
  return { ...fact, state: first.state, support: facts.flatMap(({ support }) => support) };
}
