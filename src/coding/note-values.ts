import type { DocumentedValue, Finding } from '../documentation/types.js';
import { isClosed, type ElementSpec } from '../knowledge/index.js';
import { quantityValues } from './note-quantities.js';
import {
  counts,
  everywhere,
  inOwnSentence,
  reached,
  type Told,
  type ValueContext,
} from './note-reach.js';

/**
 * The findings that part the services of an act: all of its sentence ("the right knee and the left shoulder"),
 * else all that no other act of the family stands beside.
 */
export function partingFindings(
  spec: ElementSpec,
  service: Told,
  context: ValueContext,
): readonly Finding[] {
  const domain = spec.domain.kind === 'concepts' ? spec.domain.set : new Set<string>();
  const places = context.index.documentation.findings.filter(
    (finding) => domain.has(finding.concept) && counts(finding, spec),
  );
  if (spec.note.all) return everywhere(places, service, context);
  const own = inOwnSentence(places, service, context);
  return own.length > 0 ? own : reached(places, service, context);
}

const concept = (finding: Finding): DocumentedValue => ({
  kind: 'concept',
  concept: finding.concept,
  support: finding.support,
});

function conceptValues(spec: ElementSpec, service: Told, context: ValueContext): DocumentedValue[] {
  const domain = spec.domain.kind === 'concepts' ? spec.domain.set : new Set<string>();
  const places = context.index.documentation.findings.filter(
    (finding) => domain.has(finding.concept) && counts(finding, spec),
  );
  const { lexicon } = context.knowledge;
  // A ranking asks for all that is stated, however far: "done by irrigation ... the rest with a curette".
  const ranked = spec.note.prefer.length === 0 ? [] : everywhere(places, service, context);
  for (const wanted of spec.note.prefer) {
    const preferred = ranked.filter((finding) => lexicon.isA(finding.concept, wanted));
    if (preferred.length > 0) return preferred.map(concept);
  }
  const found = spec.note.all
    ? everywhere(places, service, context)
    : reached(places, service, context);
  return found.map(concept);
}

/** `yes` where the note tells one of the concepts, `no` where it only denies it, nothing where it is silent. */
function flagValues(spec: ElementSpec, service: Told, context: ValueContext): DocumentedValue[] {
  const all = spec.note.concepts.flatMap((id) => context.index.of(id));
  const told = all.filter((finding) => counts(finding, spec));
  const denied = all.filter(({ assertion }) => assertion === 'negated');
  const near = everywhere([...told, ...denied], service, context);
  const positive = near.filter((finding) => told.includes(finding));
  const value = (found: Finding, answer: string): DocumentedValue => ({
    kind: 'concept',
    concept: answer,
    support: found.support,
  });
  if (positive.length > 0) return positive.map((finding) => value(finding, 'yes'));
  return near.map((finding) => value(finding, 'no'));
}

/** What the note gives of an element for one service. */
export function valuesOf(
  spec: ElementSpec,
  service: Told,
  context: ValueContext,
): DocumentedValue[] {
  const stated = context.index.documentation.context[spec.name];
  if (stated !== undefined) return [...stated];
  if (spec.kind === 'quantity') return quantityValues(spec, service, context);
  if (spec.kind === 'flag') return flagValues(spec, service, context);
  return isClosed(spec) ? [] : conceptValues(spec, service, context);
}
