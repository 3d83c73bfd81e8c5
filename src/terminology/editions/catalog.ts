import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readEdition, readEditionHeader, writeEdition } from './edition-file.js';
import type { Kind, Setting } from '../kinds.js';
import { inForce, type Edition } from './edition.js';
import { pairsOf, type PairTable } from './pairs.js';
import { recordsOf, type Records } from './records.js';

const FILE = /^[a-z0-9-]+(?:\.[a-z-]+)?\.\d{4}-\d{2}-\d{2}\.edition$/;

/** A table of one edition, with the edition that answers are to name. */
export interface Held<Table> {
  readonly edition: Edition;
  readonly table: Table;
}

/** The editions of official files in one folder, side by side. Tables are read when they are first asked for, and kept. */
export class Catalog {
  private readonly held: Edition[] = [];
  private readonly tables = new Map<string, unknown>();

  /** @throws CatalogError when a file of the folder is cut or foreign */
  constructor(readonly folder: string) {
    if (!existsSync(folder)) return;
    for (const name of readdirSync(folder).sort())
      if (FILE.test(name)) this.held.push(readEditionHeader(join(folder, name)));
  }

  /** All editions held, by kind, setting and date. */
  get editions(): readonly Edition[] {
    return this.held;
  }

  editionsOf(kind: Kind, setting?: Setting): readonly Edition[] {
    return this.held.filter((edition) => edition.kind === kind && edition.setting === setting);
  }

  /** The records in force on a date (YYYY-MM-DD). */
  records<T>(kind: Kind, date: string, setting?: Setting): Held<Records<T>> | undefined {
    const edition = inForce(this.editionsOf(kind, setting), date);
    return edition && { edition, table: this.table(edition, (file) => recordsOf<T>(file)) };
  }

  /**
   * The procedure-to-procedure edits for a date. Their rows carry dates of their own, so the first edition held
   * answers for the time before it too.
   */
  pairs(date: string, setting: Setting): Held<PairTable> | undefined {
    const editions = this.editionsOf('ptp', setting);
    const edition = inForce(editions, date) ?? editions[0];
    return edition && this.pairsIn(edition);
  }

  pairsIn(edition: Edition): Held<PairTable> {
    return { edition, table: this.table(edition, pairsOf) };
  }

  recordsIn<T>(edition: Edition): Held<Records<T>> {
    return { edition, table: this.table(edition, (file) => recordsOf<T>(file)) };
  }

  /** Puts an edition in its place, instead of one of the same kind, setting and date. */
  put(edition: Edition, sections: Readonly<Record<string, Uint8Array>>): void {
    mkdirSync(this.folder, { recursive: true });
    writeEdition(this.path(edition), edition, sections);
    const name = editionName(edition);
    const place = this.held.findIndex((known) => editionName(known) === name);
    if (place >= 0) this.held.splice(place, 1);
    this.held.push(edition);
    this.held.sort((a, b) => (editionName(a) < editionName(b) ? -1 : 1));
    this.tables.delete(name);
  }

  private table<T>(edition: Edition, open: (file: ReturnType<typeof readEdition>) => T): T {
    const name = editionName(edition);
    const known = this.tables.get(name);
    if (known !== undefined) return known as T;
    const table = open(readEdition(this.path(edition)));
    this.tables.set(name, table);
    return table;
  }

  private path(edition: Edition): string {
    return join(this.folder, `${editionName(edition)}.edition`);
  }
}

/** "ptp.practitioner.2026-10-01": what names an edition in the folder. */
export function editionName({ kind, setting, effective }: Edition): string {
  return [kind, ...(setting === undefined ? [] : [setting]), effective].join('.');
}
