import type { Cell, ElementSpec } from './cells.js';
import type { PolicyFile } from './policy-schema.js';
import type { CodeRange, Scope } from './scope.js';

/** Compiled policies: what stands over several families. */

export type PolicyOf<K extends PolicyFile['kind']> = Extract<PolicyFile, { kind: K }>;

/** One thing that the note must say. */
export type Circumstance =
  | { readonly kind: 'words'; readonly of: string; readonly accepts: ReadonlySet<string> }
  | { readonly kind: 'element'; readonly element: ElementSpec; readonly cell: Cell };

export interface NotCovered {
  readonly policy: string;
  readonly act: string;
  readonly cells: ReadonlyMap<string, Cell>;
  readonly because: string;
}

export interface BundleRule extends Omit<PolicyOf<'bundles'>['rules'][number], 'codes' | 'into'> {
  readonly codes: readonly CodeRange[];
  readonly into: Scope;
}

export interface Panel {
  readonly id: string;
  readonly code: string;
  /** Each a list of codes of which one is enough. */
  readonly components: readonly (readonly string[])[];
  readonly because: string;
  readonly cites: readonly string[];
}

type FileModifierRule = PolicyOf<'modifiers'>['rules'][number];

export interface ModifierRule extends Omit<FileModifierRule, 'on' | 'beside' | 'when' | 'unless'> {
  readonly on: Scope;
  readonly beside?: Scope;
  readonly when: readonly Circumstance[];
  readonly unless: readonly Circumstance[];
}

export interface Limit {
  readonly id: string;
  readonly request: string;
  readonly topic?: string;
  readonly unless: readonly string[];
  readonly only?: Scope;
  readonly drop?: Scope;
  readonly because: string;
}

export interface Policies {
  readonly sameLesion: readonly PolicyOf<'same-lesion'>[];
  readonly distinctServices: readonly PolicyOf<'distinct-services'>[];
  /** Answers to the official code pair edits; absent in a knowledge folder without them. */
  readonly pairEdits?: PolicyOf<'pair-edits'>;
  readonly feeIndicators?: PolicyOf<'fee-indicators'>;
  /** Differences from the official files that are meant. */
  readonly differences: PolicyOf<'official-differences'>['explained'];
  readonly notCovered: readonly NotCovered[];
  readonly bundles: readonly BundleRule[];
  /** The largest first. */
  readonly panels: readonly Panel[];
  readonly modifiers: readonly ModifierRule[];
  readonly limits: readonly Limit[];
}
