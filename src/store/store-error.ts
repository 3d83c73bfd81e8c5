/**
 * The ledger could not do its work. Drivers and Drizzle put the statement's parameters into their errors, and
 * those are letters and addresses: only codes and names of database objects pass this boundary, and the
 * original error is not attached as a cause.
 */
export class StoreError extends Error {
  constructor(
    readonly operation: string,
    /** SQLSTATE ("23505") or the system's code ("ECONNREFUSED"), where there was one. */
    readonly code: string | undefined,
    /** Name of the violated constraint, where there was one. */
    readonly constraint: string | undefined,
  ) {
    const what = [code, constraint].filter((part) => part !== undefined).join(', ');
    super(`The ledger could not ${operation}${what === '' ? '' : ` (${what})`}.${hint(code)}`);
    this.name = 'StoreError';
  }
}

/** Two requests of one case took the same revision number: ask for the next one again. */
export class RevisionTakenError extends StoreError {
  constructor() {
    super('advance: this revision of the case is taken', '23505', 'consultations_case_revision');
    this.name = 'RevisionTakenError';
  }
}

/** Runs one ledger operation and lets only a scrubbed error out of it. */
export async function guarded<T>(operation: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreError) throw error;
    const { code, constraint } = databaseFacts(error);
    if (constraint === 'consultations_case_revision') throw new RevisionTakenError();
    throw new StoreError(operation, code, constraint);
  }
}

function hint(code: string | undefined): string {
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'ETIMEDOUT':
      return ' PostgreSQL is not reachable: check DATABASE_URL and that the server runs.';
    case '28P01':
    case '28000':
      return ' PostgreSQL refused the account: check the user and password in DATABASE_URL.';
    case '3D000':
      return ' The database named in DATABASE_URL does not exist: create it first.';
    case '42501':
      return ' The account may not create the schema "caseconsultant": grant CREATE on the database.';
    default:
      return '';
  }
}

/** Looks through Drizzle's wrapper for the driver's own code. Other fields may hold content and are not read. */
export function databaseFacts(error: unknown): { code?: string; constraint?: string } {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth += 1) {
    const code = 'code' in current && typeof current.code === 'string' ? current.code : undefined;
    if (code !== undefined) {
      const constraint =
        'constraint' in current && typeof current.constraint === 'string'
          ? current.constraint
          : undefined;
      return { code, ...(constraint === undefined ? {} : { constraint }) };
    }
    current = 'cause' in current ? current.cause : undefined;
  }
  return {};
}
