import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { desc, sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { bigint, pgSchema, serial, text } from 'drizzle-orm/pg-core';
import type { Database } from './database.js';

/** Any constant will do, as long as every process of this program takes the same one. */
const MIGRATION_LOCK = 7_155_220_261;

const applied = pgSchema('caseconsultant_migrations').table('applied', {
  id: serial('id').primaryKey(),
  hash: text('hash').notNull(),
  createdAt: bigint('created_at', { mode: 'number' }).notNull(),
});

/**
 * Applies the pending files of migrations/ in one transaction under an advisory lock, so that processes that
 * start together migrate once. Drizzle's own migrator reads its position before any lock is taken, which is
 * why it is not used; the files and their journal are Drizzle's.
 */
export async function migrate(db: Database): Promise<void> {
  const files = readMigrationFiles({
    migrationsFolder: findMigrations(dirname(fileURLToPath(import.meta.url))),
  });
  await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    await tx.execute(sql`create schema if not exists caseconsultant_migrations`);
    await tx.execute(
      sql`create table if not exists ${applied} (id serial primary key, hash text not null, created_at bigint not null)`,
    );
    const [last] = await tx
      .select({ createdAt: applied.createdAt })
      .from(applied)
      .orderBy(desc(applied.createdAt))
      .limit(1);
    for (const file of files) {
      if (last !== undefined && file.folderMillis <= last.createdAt) continue;
      for (const statement of file.sql) await tx.execute(sql.raw(statement));
      await tx.insert(applied).values({ hash: file.hash, createdAt: file.folderMillis });
    }
  });
}

/** The folder lies at the package's root, which is one level further up from the built files. */
function findMigrations(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'migrations');
    if (existsSync(join(candidate, 'meta', '_journal.json'))) return candidate;
    if (dirname(folder) === folder) {
      throw new Error(
        `The folder migrations/ is missing from the installation (looked upwards from ${from}): reinstall the package.`,
      );
    }
  }
}
