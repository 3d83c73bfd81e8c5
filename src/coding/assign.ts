import type {
  Documentation,
  DocumentedCondition,
  DocumentedService,
  DocumentedValue,
} from '../documentation/types.js';
import {
  testCell,
  type Cells,
  type Family,
  type Knowledge,
  type NotCovered,
} from '../knowledge/index.js';
import { readFact } from './facts.js';

/** A service that no family can be chosen for until a fact is known. */
export interface UndecidedService {
  readonly service: DocumentedService;
  readonly families: readonly { readonly family: Family; readonly cells: Cells }[];
  readonly notCovered: readonly NotCovered[];
}

export interface Assignment {
  readonly assigned: ReadonlyMap<string, readonly DocumentedService[]>;
  readonly undecided: readonly UndecidedService[];
  /** Performed acts that no loaded family answers, with the reason in words. */
  readonly uncovered: readonly { readonly service: DocumentedService; readonly because: string }[];
  /** Performed acts that are part of another service. */
  readonly included: readonly {
    readonly service: DocumentedService;
    readonly rule: string;
    readonly because: string;
    readonly cites: readonly string[];
  }[];
}

type Fit = 'met' | 'not-met' | 'not-documented';

/** Several kinds treated together ("warts and mollusca") fulfil a cell where each of them does. */
function testOf(
  service: DocumentedService,
  name: string,
  cells: Cells,
  knowledge: Knowledge,
): Fit | undefined {
  const cell = cells.get(name);
  const values = (service.arguments[name] ?? []).filter(({ kind }) => kind === 'concept');
  if (cell === undefined || values.length < 2) return undefined;
  const alone = values.map((value) =>
    fits({ ...service, arguments: { [name]: [value] } }, new Map([[name, cell]]), knowledge),
  );
  if (alone.every((fit) => fit === 'met')) return 'met';
  return alone.every((fit) => fit === 'not-met') ? 'not-met' : 'not-documented';
}

/** How a service stands to a set of cells; a fact that the note lacks leaves it open. */
export function fits(service: DocumentedService, cells: Cells, knowledge: Knowledge): Fit {
  let open = false;
  for (const [name, cell] of cells) {
    const spec = knowledge.elements.get(name);
    if (!spec) continue;
    const fact = readFact(service, spec, knowledge.lexicon);
    if (cell.absent) {
      if (fact.state !== 'absent') return 'not-met';
      continue;
    }
    const result = testOf(service, name, cells, knowledge) ?? testCell(cell, fact.value);
    if (result === 'not-met') return 'not-met';
    // An absent fact never fulfils a condition, however wide the cell.
    if (result === 'not-documented' || (fact.state === 'absent' && !cell.any)) open = true;
  }
  return open ? 'not-documented' : 'met';
}

/**
 * True when the note's values fulfil the cells, taken one by one: a service on "hand and penis" touches what is
 * said of the penis though it does not lie within it.
 */
export function touches(service: DocumentedService, cells: Cells, knowledge: Knowledge): boolean {
  return [...cells].every(([name, cell]) => {
    const values = service.arguments[name] ?? [];
    if (cell.absent) return values.length === 0;
    return values.some((value) => {
      const alone = { ...service, arguments: { [name]: [value] } };
      return fits(alone, new Map([[name, cell]]), knowledge) === 'met';
    });
  });
}

function lesionOf(condition: DocumentedCondition): DocumentedValue {
  return { kind: 'concept', concept: condition.concept, support: condition.support };
}

/**
 * A service whose own words leave a kind open ("froze 7 lesions") takes it from the diagnosis that its
 * clause states, or from the only diagnosis of that kind in the note.
 */
export function withStatedConditions(
  documentation: Documentation,
  knowledge: Knowledge,
): readonly DocumentedService[] {
  const { lexicon } = knowledge;
  const stated = documentation.conditions.filter(({ assertion }) => assertion === 'performed');
  if (stated.length === 0) return documentation.services;
  const kindOf = ({ concept }: DocumentedCondition) => lexicon.concept(concept)?.kind ?? '';
  const kinds = new Set(stated.map(kindOf));
  const specs = [...knowledge.elements.values()].filter(({ of }) =>
    of.some((kind) => kinds.has(kind)),
  );
  return documentation.services.map((service) => {
    let result = service;
    for (const spec of specs) {
      const ofKind = stated.filter((condition) => spec.of.includes(kindOf(condition)));
      const linked = ofKind.filter(({ services }) => services.includes(service.id));
      const distinct = new Set(ofKind.map(({ concept }) => concept));
      const free =
        distinct.size === 1 ? ofKind.filter(({ services }) => services.length === 0) : [];
      const candidates = linked.length > 0 ? linked : free.slice(0, 1);
      const own = (service.arguments[spec.name] ?? []).flatMap((value) =>
        value.kind === 'concept' ? [value.concept] : [],
      );
      const finer = candidates.filter(({ concept }) =>
        own.every((value) => value !== concept && lexicon.isA(concept, value)),
      );
      if (finer.length === 0) continue;
      result = { ...result, arguments: { ...result.arguments, [spec.name]: finer.map(lesionOf) } };
    }
    return result;
  });
}

function integralTo(
  service: DocumentedService,
  performed: readonly DocumentedService[],
  present: readonly Family[],
): Assignment['included'][number] | undefined {
  for (const family of present) {
    const entry = family.integral.find(
      ({ act, notWith }) =>
        act === service.act && !performed.some((other) => notWith.includes(other.act)),
    );
    if (entry)
      return { service, rule: `${family.id}.integral`, because: entry.because, cites: entry.cites };
  }
  return undefined;
}

/** Decides for every performed service which family answers it. */
export function assign(performed: readonly DocumentedService[], knowledge: Knowledge): Assignment {
  const { lexicon, families, policies } = knowledge;
  const assigned = new Map<string, DocumentedService[]>();
  const undecided: UndecidedService[] = [];
  const open: DocumentedService[] = [];
  const reasons = new Map<string, string>();
  for (const service of performed) {
    const barred = policies.notCovered
      .filter(({ act }) => act === service.act)
      .map((entry) => ({ entry, fit: fits(service, entry.cells, knowledge) }));
    const stop = barred.find(({ fit }) => fit === 'met');
    if (stop) {
      reasons.set(service.id, stop.entry.because);
      open.push(service);
      continue;
    }
    const answers = [...families.values()].flatMap((family) =>
      (family.reads === 'lesions' ? family.answers : [])
        .filter(({ act }) => act === service.act)
        .map(({ when }) => ({ family, cells: when, fit: fits(service, when, knowledge) })),
    );
    const met = answers.filter(({ fit }) => fit === 'met');
    const possible = answers.filter(({ fit }) => fit !== 'not-met');
    const [only] = met;
    if (only) {
      assigned.set(only.family.id, [...(assigned.get(only.family.id) ?? []), service]);
    } else if (possible.length > 0) {
      const notCovered = barred
        .filter(({ fit }) => fit === 'not-documented')
        .map(({ entry }) => entry);
      undecided.push({ service, families: possible, notCovered });
    } else {
      open.push(service);
    }
  }
  const present = [...families.values()].filter(({ id }) => assigned.has(id));
  const included: Assignment['included'][number][] = [];
  const uncovered: Assignment['uncovered'][number][] = [];
  for (const service of open) {
    const reason = reasons.get(service.id);
    const entry = integralTo(service, performed, present);
    if (entry) included.push(entry);
    else {
      uncovered.push({
        service,
        because:
          reason ??
          `No code family of this edition answers "${lexicon.label(service.act)}" as it is documented here; code it by hand.`,
      });
    }
  }
  return { assigned, undecided, uncovered, included };
}
