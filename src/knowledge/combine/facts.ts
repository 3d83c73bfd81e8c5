import type { Cell, ElementSpec, Possible } from '../cells.js';
import type { NumberSet } from '../intervals.js';

/** `documented`: the note says it. `assumed`: convention or context supplies it. */
export type FactState = 'documented' | 'assumed' | 'absent' | 'conflicting';

export interface Excerpt {
  readonly excerpt: string;
  readonly start: number;
  readonly end: number;
}

/** One element of one service, or of several taken together. */
export interface Fact {
  readonly element: ElementSpec;
  /** Names the fact when a query tries answers: `s1:diameter`, `all:count`. */
  readonly slot: string;
  readonly value: Possible;
  readonly state: FactState;
  /** What was possible before an assumption was made; the query asks over this. */
  readonly open: Possible;
  readonly support: readonly Excerpt[];
  /** Why the value was assumed, or what was unclear. */
  readonly remark?: string;
  readonly cites?: readonly string[];
}

export interface ServiceFacts {
  readonly service: string;
  readonly facts: ReadonlyMap<string, Fact>;
}

/** How many times the row's codes are reported. */
export interface Times {
  readonly value: NumberSet;
  readonly text: string;
  /** The fact that the number comes from; absent when the mode itself fixes it. */
  readonly fact?: Fact;
}

export interface TableCase {
  readonly services: readonly string[];
  /** Cases that stand against each other, where a mode reports one of several. */
  readonly group?: string;
  readonly facts: ReadonlyMap<string, Fact>;
  readonly times: Times;
}

/** What a mode may know of the rows: which values they tell apart. */
export type TableRows = readonly { readonly cells: ReadonlyMap<string, Cell> }[];

/** Answers being tried out, by slot. */
export type Overrides = ReadonlyMap<string, Possible>;

export interface CombineMode {
  readonly name: string;
  /** One line for people. */
  readonly summary: string;
  /** Columns that the mode supplies to the rows. */
  readonly supplies: readonly ElementSpec[];
  /** Elements of the family that the mode reads. */
  readonly reads: readonly string[];
  /** True when one service never changes the result of another. */
  readonly independent: boolean;
  /** True where of the cases of one group only the one whose met row stands highest is reported. */
  readonly highestOnly?: boolean;
  gather(services: readonly ServiceFacts[], overrides: Overrides, rows: TableRows): TableCase[];
}
