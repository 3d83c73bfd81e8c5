import { EventEmitter } from 'node:events';
import type { PGlite, Results } from '@electric-sql/pglite';
import { parsersFrom, type PgTypes } from './pg-values.js';

interface QueryConfig {
  readonly text: string;
  readonly values?: readonly unknown[] | undefined;
  readonly rowMode?: 'array' | undefined;
  readonly types?: PgTypes | undefined;
}
export type QueryInput = string | QueryConfig;

/** pg's result, as far as Drizzle and BullMQ read it. `rows` are arrays with rowMode "array". */
export interface QueryResult {
  readonly rows: unknown[];
  readonly rowCount: number;
  readonly command: string;
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
}

type Kind = 'begin' | 'end' | 'listen' | 'other';

/** pg.PoolClient's calls on the shared session. */
export class EmbeddedClient extends EventEmitter {
  readonly #db: PGlite;
  readonly #takeTurn: () => Promise<() => void>;
  /** Present while a transaction of this client is open. */
  #giveBack: (() => void) | undefined;
  #stopListening: (() => void) | undefined;
  readonly #channels = new Set<string>();

  constructor(db: PGlite, takeTurn: () => Promise<() => void>) {
    super();
    this.#db = db;
    this.#takeTurn = takeTurn;
  }

  async query(input: QueryInput, values?: readonly unknown[]): Promise<QueryResult> {
    const config: QueryConfig = typeof input === 'string' ? { text: input } : input;
    const params = values ?? config.values ?? [];
    const kind = kindOf(config.text);
    if (kind === 'listen') this.#subscribe(config.text);
    if (this.#giveBack !== undefined) return this.#inTransaction(kind, config, params);
    const giveBack = await this.#takeTurn();
    try {
      const result = await this.#run(config, params);
      if (kind === 'begin') this.#giveBack = giveBack;
      return result;
    } finally {
      if (this.#giveBack !== giveBack) giveBack();
    }
  }

  /** Returns the client; a transaction left open is rolled back. */
  release(_destroy?: boolean | Error): void {
    this.#stopListening?.();
    this.#stopListening = undefined;
    const giveBack = this.#giveBack;
    if (giveBack === undefined) return;
    this.#giveBack = undefined;
    this.#db
      .exec('ROLLBACK')
      .catch(() => undefined)
      .finally(giveBack);
  }

  async #inTransaction(
    kind: Kind,
    config: QueryConfig,
    params: readonly unknown[],
  ): Promise<QueryResult> {
    if (kind !== 'end') return this.#run(config, params);
    const giveBack = this.#giveBack;
    try {
      return await this.#run(config, params);
    } catch (error) {
      // A COMMIT that fails leaves the session in the transaction: it must not leak to the next turn.
      await this.#db.exec('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      this.#giveBack = undefined;
      giveBack?.();
    }
  }

  async #run(config: QueryConfig, params: readonly unknown[]): Promise<QueryResult> {
    const options = {
      ...(config.rowMode === undefined ? {} : { rowMode: config.rowMode }),
      ...(config.types === undefined ? {} : { parsers: parsersFrom(config.types) }),
    };
    // Like pg: without parameters the simple protocol, which takes several statements at once.
    const result: Results | undefined =
      params.length === 0
        ? (await this.#db.exec(config.text, options)).at(-1)
        : await this.#db.query(config.text, [...params], options);
    return {
      rows: result?.rows ?? [],
      rowCount: result?.rowCount ?? 0,
      command: result?.command ?? '',
      fields: result?.fields ?? [],
    };
  }

  /** The session hears every channel that was ever listened to; each client passes on its own. */
  #subscribe(text: string): void {
    const channel = /LISTEN\s+"?([A-Za-z_][\w$]*)"?/i.exec(withoutComments(text))?.[1];
    if (channel === undefined) return;
    this.#channels.add(channel);
    this.#stopListening ??= this.#db.onNotification((heard, payload) => {
      if (this.#channels.has(heard)) this.emit('notification', { channel: heard, payload });
    });
  }
}

function kindOf(text: string): Kind {
  const words = withoutComments(text).trimStart().slice(0, 40).toLowerCase();
  if (/^(begin|start\s+transaction)\b/.test(words)) return 'begin';
  if (/^(commit|end|abort)\b/.test(words)) return 'end';
  if (/^rollback\b(?!\s+to\b)/.test(words)) return 'end';
  if (/^listen\b/.test(words)) return 'listen';
  return 'other';
}

/** BullMQ's statements open with comment lines. */
function withoutComments(text: string): string {
  return text.replace(/^(?:\s*--[^\n]*(?:\n|$))+/, '');
}
