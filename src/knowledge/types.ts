import type { Cell, ElementSpec, Possible } from './cells.js';
import type { CombineMode } from './combine/facts.js';
import type { DiagnosisTables } from './diagnosis-types.js';
import type { Lexicon } from './lexicon.js';
import type { Policies } from './policy-types.js';
import type { CitationsFile, EditionsFile, FamilyCode, FamilyFile, WorkedCase } from './schema.js';
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
  /** Further findings that make the act, and how near they stand; families that read the whole note. */
  readonly with: readonly string[];
  readonly without: readonly string[];
  readonly within: 'sentence' | 'near' | 'note';
  readonly when: Cells;
}

/** How an element that the note does not state follows from others: the first row that is met. */
export interface Derivation {
  readonly element: string;
  readonly rows: readonly {
    readonly cells: Cells;
    readonly value: Possible;
    readonly text: string;
  }[];
}

export interface Family {
  readonly id: string;
  readonly path: string;
  readonly title: string;
  readonly system: FamilyFile['system'];
  readonly chapter: string;
  readonly scope: string;
  /** Where its services come from: the lesion reader, or the whole note. */
  readonly reads: FamilyFile['reads'];
  /** Elements (or `act`) that keep services of a whole note apart. */
  readonly onePer: readonly string[];
  readonly derive: readonly Derivation[];
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

export type Citation = CitationsFile['citations'][number];

export interface Knowledge {
  readonly lexicon: Lexicon;
  /** By family id, in order of id. */
  readonly families: ReadonlyMap<string, Family>;
  /** The family that describes a code, by code. */
  readonly homes: ReadonlyMap<string, Family>;
  readonly elements: ReadonlyMap<string, ElementSpec>;
  readonly policies: Policies;
  readonly diagnoses: DiagnosisTables;
  readonly citations: ReadonlyMap<string, Citation>;
  readonly editions: EditionsFile;
}
