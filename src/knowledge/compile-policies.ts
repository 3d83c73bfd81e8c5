import { checkAct, checkCites, compileCells, type CompileContext } from './compile-cells.js';
import { layFiles } from './overlay.js';
import { policyFileSchema, type PolicyFile } from './policy-schema.js';
import type {
  BundleRule,
  Limit,
  ModifierRule,
  NotCovered,
  Panel,
  Policies,
  PolicyOf,
} from './policy-types.js';
import {
  checkCodes,
  checkRanges,
  checkConcepts,
  checkSilenced,
  compileCircumstances,
  type PolicyContext,
} from './policy-checks.js';
import { readFiles, type KnowledgeFile, type Read } from './read-files.js';
import { compileScope, inRanges, inScope, rangeOf, type Scope, type ScopeNames } from './scope.js';
import type { Source } from './source.js';
import type { Family } from './types.js';

function compileNotCovered(
  source: Source,
  data: PolicyOf<'not-covered'>,
  context: PolicyContext,
): NotCovered[] {
  return data.entries.map((entry, index) => {
    checkAct(source, ['entries', index], entry.act, context);
    checkCites(source, ['entries', index, 'cites'], entry.cites, context);
    const compiled: NotCovered = {
      policy: data.id,
      act: entry.act,
      cells: compileCells(
        source,
        ['entries', index, 'when'],
        entry.when,
        context.elements,
        context,
        'condition',
      ),
      because: entry.because,
    };
    checkSilenced(source, index, compiled, context);
    return compiled;
  });
}

function checkSameLesion(
  source: Source,
  data: PolicyOf<'same-lesion'>,
  context: PolicyContext,
): void {
  data.rules.forEach((rule, index) => {
    [rule.integral, ...rule.within].forEach((act) => {
      checkAct(source, ['rules', index], act, context);
    });
    checkCites(source, ['rules', index, 'cites'], rule.cites, context);
  });
}

function checkDistinctServices(
  source: Source,
  data: PolicyOf<'distinct-services'>,
  context: PolicyContext,
): void {
  checkCites(source, ['cites'], data.cites, context);
  data.pairs.forEach(({ one, two }, index) => {
    checkCodes(source, ['pairs', index], [one, ...two], context);
  });
}

/** A bundle speaks of codes alone. */
const NO_FAMILY = { id: '', chapter: '' };

function compileBundles(
  source: Source,
  data: PolicyOf<'bundles'>,
  context: PolicyContext,
): readonly BundleRule[] {
  return data.rules.map((rule, index) => {
    const path = ['rules', index];
    const codes = rule.codes.map(rangeOf);
    const into = compileScope(
      source,
      path,
      { codes: rule.into, groups: rule['into-groups'], except: [], families: [], chapters: [] },
      context.names,
      context,
    );
    checkRanges(source, [...path, 'codes'], codes, context);
    checkRanges(source, [...path, 'into'], rule.into.map(rangeOf), context);
    checkConcepts(source, [...path, 'unless'], rule.unless, context);
    checkConcepts(source, [...path, 'where'], rule.where, context);
    checkCites(source, [...path, 'cites'], rule.cites, context);
    const both = context.proven
      ? undefined
      : [...context.codes].find((code) => inRanges(code, codes) && inScope(into, code, NO_FAMILY));
    if (both !== undefined)
      context.report.add(source, path, `code ${both} would be part of itself`);
    return { ...rule, codes, into };
  });
}

function compilePanels(source: Source, data: PolicyOf<'panels'>, context: PolicyContext): Panel[] {
  return data.panels.map((panel, index) => {
    const path = ['panels', index];
    const components = panel.components.map((entry) =>
      typeof entry === 'string' ? [entry] : entry,
    );
    checkCodes(source, path, [panel.code, ...components.flat()], context);
    checkCites(source, [...path, 'cites'], panel.cites, context);
    return {
      id: `${data.id}.${panel.code}`,
      code: panel.code,
      components,
      because: panel.because,
      cites: panel.cites,
    };
  });
}

function compileModifiers(
  source: Source,
  data: PolicyOf<'modifiers'>,
  context: PolicyContext,
): ModifierRule[] {
  return data.rules.map((rule, index) => {
    const path = ['rules', index];
    checkCites(source, [...path, 'cites'], rule.cites, context);
    const { on, beside, when, unless, ...rest } = rule;
    if (Object.keys(when).length + on.families.length === 0 && beside === undefined)
      context.report.add(
        source,
        path,
        'give `when`, `beside` or the families that it belongs to; a modifier needs a reason',
      );
    const scope = (field: string, file: typeof on) =>
      compileScope(source, [...path, field], file, context.names, context);
    return {
      ...rest,
      on: scope('on', on),
      ...(beside === undefined ? {} : { beside: scope('beside', beside) }),
      when: compileCircumstances(source, [...path, 'when'], when, context),
      unless: compileCircumstances(source, [...path, 'unless'], unless, context),
    };
  });
}

function compileLimits(source: Source, data: PolicyOf<'limits'>, context: PolicyContext): Limit[] {
  return data.rules.map(({ id, request, topic, unless, only, drop, because }, index) => {
    const path = ['rules', index];
    const check = (field: string, concept: string, kind: string) => {
      if (context.lexicon.concept(concept)?.kind !== kind)
        context.report.add(
          source,
          [...path, field],
          `no lexicon file defines the ${kind} "${concept}" (a concept of kind ${kind})`,
        );
    };
    check('request', request, 'request');
    if (topic !== undefined) check('topic', topic, 'topic');
    for (const concept of unless) check('unless', concept, 'request');
    const scope = (field: string, file: NonNullable<typeof only>) =>
      compileScope(source, [...path, field], file, context.names, context);
    return {
      id,
      request,
      ...(topic === undefined ? {} : { topic }),
      unless,
      because,
      ...(only === undefined ? {} : { only: scope('only', only) }),
      ...(drop === undefined ? {} : { drop: scope('drop', drop) }),
    };
  });
}

type ReadPolicy<K extends PolicyFile['kind']> = { source: Source; data: PolicyOf<K> };

function ofKind<K extends PolicyFile['kind']>(
  read: readonly Read<PolicyFile>[],
  kind: K,
): ReadPolicy<K>[] {
  const isKind = (data: PolicyFile): data is PolicyOf<K> => data.kind === kind;
  return read.flatMap(({ source, data }) => (isKind(data) ? [{ source, data }] : []));
}

function compileGroups(
  read: readonly Read<PolicyFile>[],
  names: Omit<ScopeNames, 'groups'>,
  context: CompileContext,
): Map<string, Scope> {
  const groups = new Map<string, Scope>();
  for (const { source, data } of ofKind(read, 'code-groups')) {
    data.groups.forEach((group, index) => {
      if (groups.has(group.id))
        context.report.add(source, ['groups', index], `code group "${group.id}" is defined twice`);
      const scope = compileScope(
        source,
        ['groups', index],
        group,
        { ...names, groups: new Map() },
        context,
      );
      groups.set(group.id, scope);
    });
  }
  return groups;
}

/** Answers name rules by their ids, so that every id stands for one rule. */
function checkRuleIds(read: readonly Read<PolicyFile>[], { report }: CompileContext): void {
  const home = new Map<string, string>();
  for (const { source, data } of read) {
    if (!('rules' in data)) continue;
    data.rules.forEach(({ id }, index) => {
      const known = home.get(id);
      if (known !== undefined)
        report.add(source, ['rules', index], `rule id "${id}" already stands in ${known}`);
      home.set(id, source.path);
    });
  }
}

/** Compiles policies/*.yaml and checks them against the families. */
export function compilePolicies(
  files: readonly KnowledgeFile[],
  families: readonly Family[],
  context: CompileContext,
): Policies {
  const read = layFiles(
    readFiles(files, (path) => path.startsWith('policies/'), policyFileSchema, context.report),
  );
  const plainNames = {
    families: new Set(families.map(({ id }) => id)),
    chapters: new Set(families.map(({ chapter }) => chapter)),
  };
  const policyContext: PolicyContext = {
    ...context,
    families,
    codes: new Set(families.flatMap((family) => [...family.codes.keys()])),
    names: { ...plainNames, groups: compileGroups(read, plainNames, context) },
  };
  checkRuleIds(read, context);
  for (const { source, data } of ofKind(read, 'same-lesion'))
    checkSameLesion(source, data, policyContext);
  for (const { source, data } of ofKind(read, 'distinct-services'))
    checkDistinctServices(source, data, policyContext);
  const [pairEdits] = ofKind(read, 'pair-edits');
  const [feeIndicators] = ofKind(read, 'fee-indicators');
  const compileAll = <K extends PolicyFile['kind'], T>(
    kind: K,
    compile: (source: Source, data: PolicyOf<K>, context: PolicyContext) => readonly T[],
  ): T[] => ofKind(read, kind).flatMap(({ source, data }) => compile(source, data, policyContext));
  return {
    sameLesion: ofKind(read, 'same-lesion').map(({ data }) => data),
    distinctServices: ofKind(read, 'distinct-services').map(({ data }) => data),
    ...(pairEdits === undefined ? {} : { pairEdits: pairEdits.data }),
    ...(feeIndicators === undefined ? {} : { feeIndicators: feeIndicators.data }),
    differences: ofKind(read, 'official-differences').flatMap(({ data }) => data.explained),
    notCovered: compileAll('not-covered', compileNotCovered),
    bundles: compileAll('bundles', compileBundles),
    panels: compileAll('panels', compilePanels).sort(
      (a, b) => b.components.length - a.components.length,
    ),
    modifiers: compileAll('modifiers', compileModifiers),
    limits: compileAll('limits', compileLimits),
  };
}
