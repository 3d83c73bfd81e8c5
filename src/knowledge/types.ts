import type { Cell, ElementSpec } from './cells.js';
import type { CombineMode } from './combine/facts.js';
import type { Lexicon } from './lexicon.js';
import type {
  CitationsFile,
  EditionsFile,
  FamilyCode,
  FamilyFile,
  PolicyFile,
  WorkedCase,
} from './schema.js';
import type { Expression } from './units.js';

/** Compiled knowledge: every cell read, every reference known to exist. */

export type Cells = ReadonlyMap<string, Cell>;

export interface Row {
  readonly id: string;
  readonly cells: Cells;
  readonly report: readonly { readonly code: string; readonly units: Expression }[];
  readonly because: string;
  readonly cites: readonly string[];
  readonly notSelected: readonly { readonly code: string; readonly because: string }[];
}

/** A condition on the arguments of a service, with the reason that goes with it. */
export interface Condition {
  readonly cells: Cells;
  readonly because: string;
  readonly cites: readonly string[];
}

export interface Answering {
  readonly act: string;
  readonly when: Cells;
}

export interface Family {
  readonly id: string;
  readonly path: string;
  readonly title: string;
  readonly system: FamilyFile['system'];
  readonly chapter: string;
  readonly scope: string;
  readonly answers: readonly Answering[];
  /** Elements by name: those of the family, of the combine mode, and those that conditions name. */
  readonly elements: ReadonlyMap<string, ElementSpec>;
  /** Elements that rows tell apart, in the order of the file. */
  readonly columns: readonly ElementSpec[];
  readonly combine: CombineMode;
  readonly rows: readonly Row[];
  readonly review: readonly Condition[];
  readonly integral: FamilyFile['integral'];
  readonly reporting: FamilyFile['reporting'];
  readonly codes: ReadonlyMap<string, FamilyCode>;
  readonly payerNotes: readonly string[];
  readonly cases: readonly WorkedCase[];
}

type PolicyOf<K extends PolicyFile['kind']> = Extract<PolicyFile, { kind: K }>;

export interface NotCovered {
  readonly policy: string;
  readonly act: string;
  readonly cells: Cells;
  readonly because: string;
}

export interface Policies {
  readonly sameLesion: readonly PolicyOf<'same-lesion'>[];
  readonly distinctServices: readonly PolicyOf<'distinct-services'>[];
  readonly notCovered: readonly NotCovered[];
}

export interface DiagnosisEntry {
  readonly concepts: readonly string[];
  readonly rows: readonly {
    readonly cells: Cells;
    readonly code: string;
    readonly label: string;
    readonly review?: string;
  }[];
  readonly cites: readonly string[];
}

export type Citation = CitationsFile['citations'][number];

export interface Knowledge {
  readonly lexicon: Lexicon;
  /** By family id, in order of id. */
  readonly families: ReadonlyMap<string, Family>;
  readonly elements: ReadonlyMap<string, ElementSpec>;
  readonly policies: Policies;
  readonly diagnoses: readonly DiagnosisEntry[];
  readonly citations: ReadonlyMap<string, Citation>;
  readonly editions: EditionsFile;
}
