import type {
  Assertion,
  Documentation,
  DocumentedArguments,
  DocumentedCondition,
  DocumentedService,
  DocumentedValue,
  ProposedCode,
  SupportingDocumentation,
} from '../../src/documentation/types.js';

/** A concept id, or a number with its unit (default `each`). */
export type Given = string | number | readonly [number, string];

export interface GivenService {
  readonly act: string;
  readonly assertion?: Assertion;
  readonly with?: Readonly<Record<string, Given | readonly Given[]>>;
}

export interface GivenCondition {
  readonly concept: string;
  readonly assertion?: Assertion;
  readonly services?: readonly string[];
  /** The service in whose words it stands; a line of its own otherwise. */
  readonly inside?: string;
  readonly with?: Readonly<Record<string, Given | readonly Given[]>>;
}

function isPair(given: Given | readonly Given[]): given is readonly [number, string] {
  return (
    Array.isArray(given) &&
    given.length === 2 &&
    typeof given[0] === 'number' &&
    typeof given[1] === 'string'
  );
}

function isList(given: Given | readonly Given[]): given is readonly Given[] {
  return Array.isArray(given) && !isPair(given);
}

/**
 * Documentation made by hand, for tests of the engine alone. Each service is written as one line of
 * text, so that offsets point into the text as they would in a real note.
 */
export function documentationOf(
  services: readonly GivenService[],
  extra: { conditions?: readonly GivenCondition[]; proposed?: readonly string[] } = {},
): Documentation {
  let text = '';
  const write = (words: string): SupportingDocumentation => {
    const start = text.length;
    text += `${words}\n`;
    return { excerpt: words, start, end: start + words.length };
  };
  const valueOf = (given: Given, support: SupportingDocumentation): DocumentedValue => {
    if (typeof given === 'string') return { kind: 'concept', concept: given, support };
    const [value, unit] = typeof given === 'number' ? [given, 'each'] : given;
    return { kind: 'quantity', value, unit, support };
  };
  const argumentsOf = (
    given: GivenService['with'],
    support: SupportingDocumentation,
  ): DocumentedArguments =>
    Object.fromEntries(
      Object.entries(given ?? {}).map(([name, value]) => [
        name,
        isList(value) ? value.map((one) => valueOf(one, support)) : [valueOf(value, support)],
      ]),
    );
  const documented = services.map((given, index): DocumentedService => {
    const support = write(`${given.act} ${JSON.stringify(given.with ?? {})}`);
    return {
      id: `s${index + 1}`,
      act: given.act,
      assertion: given.assertion ?? 'performed',
      arguments: argumentsOf(given.with, support),
      support,
    };
  });
  const conditions = (extra.conditions ?? []).map((given, index): DocumentedCondition => {
    const owner = documented.find(({ id }) => id === given.inside);
    const support = owner?.support ?? write(given.concept);
    return {
      id: `d${index + 1}`,
      concept: given.concept,
      assertion: given.assertion ?? 'performed',
      arguments: argumentsOf(given.with, support),
      support,
      services: given.services ?? [],
    };
  });
  const proposedCodes = (extra.proposed ?? []).map((code): ProposedCode => ({
    code,
    support: write(code),
  }));
  return {
    text,
    services: documented,
    conditions,
    proposedCodes,
    context: {},
    unassigned: [],
    diagnoses: [],
    findings: [],
    measurements: [],
  };
}
