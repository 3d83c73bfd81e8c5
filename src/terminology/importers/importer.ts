import type { Kind, Setting } from '../kinds.js';
import type { PairBuilder } from '../editions/pairs.js';
import type { Source } from '../sources/source.js';

/** The rows of one edition, read whole before anything is kept. */
export type Reading =
  | { readonly rows: number; readonly records: ReadonlyMap<string, unknown> }
  | { readonly rows: number; readonly pairs: PairBuilder };

/** What the name of a release file says of it. Names of archives stand behind the file's ("a.txt in b.zip"). */
export interface NamedEdition {
  readonly effective?: string;
  readonly setting?: Setting;
}

/** Reads one kind of release files in the layouts in which they are published. */
export interface Importer {
  readonly kind: Kind;
  /** What it is and where it comes from, for people. */
  readonly title: string;
  /** The settings of which an edition is one; none where the release is for all. */
  readonly settings: readonly Setting[];
  /**
   * Which files of an archive belong to it, the preferred form first: an archive often holds the same table as txt
   * and as xlsx. A file that is named itself is always tried.
   */
  readonly inArchives: readonly RegExp[];
  readonly nameSays: (name: string) => NamedEdition;
  /**
   * @param sources all files of one edition and setting
   * @throws ImportError at the first thing that is not as published
   */
  readonly read: (sources: readonly Source[]) => Promise<Reading>;
}
