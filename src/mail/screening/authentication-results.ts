/*
 * Authentication-Results (RFC 8601): comments, quoted strings and case are the places where loose readers
 * are fooled, so the value is divided into tokens first and only then into results.
 */

export interface AuthResult {
  /** Lower case: "dkim", "spf", "dmarc". */
  readonly method: string;
  /** Lower case: "pass", "fail", "none", "temperror"... */
  readonly result: string;
  /** Properties by lower-case name: "header.d", "smtp.mailfrom", "header.from". */
  readonly properties: ReadonlyMap<string, string>;
}

export interface AuthResultsHeader {
  /** The server that checked, lower case. */
  readonly authservId: string;
  readonly results: readonly AuthResult[];
}

/** A name and a value with the sign between them, spaces allowed around it; values may be quoted. */
const PAIR = /\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))/y;
const SERVER = /^\s*(?:"([^"\\]*)"|([^\s;="]+))(?:\s+\d+)?\s*$/;

/** Whose line this is, lower case; undefined for lines that name no server (some servers write such). */
export function authservIdOf(value: string): string | undefined {
  const parts = SERVER.exec(statementsOf(value)?.[0] ?? '');
  return (parts?.[1] ?? parts?.[2])?.toLowerCase();
}

/** Undefined when the value does not follow the grammar: then it proves nothing. */
export function parseAuthenticationResults(value: string): AuthResultsHeader | undefined {
  const authservId = authservIdOf(value);
  const statements = statementsOf(value)?.slice(1);
  if (authservId === undefined || statements === undefined) return undefined;
  const results: AuthResult[] = [];
  for (const statement of statements) {
    const bare = statement.trim();
    if (bare === '' || bare.toLowerCase() === 'none') continue;
    const result = readStatement(bare);
    if (result === undefined) return undefined;
    results.push(result);
  }
  return { authservId, results };
}

/** The value without its comments, divided at semicolons outside of quotes. */
function statementsOf(value: string): string[] | undefined {
  const statements = [''];
  let comment = 0;
  let quoted = false;
  for (let at = 0; at < value.length; at += 1) {
    let piece = value[at] ?? '';
    if (piece === '\\') {
      at += 1;
      piece += value[at] ?? '';
    } else if (comment === 0 && piece === '"') {
      quoted = !quoted;
    } else if (!quoted && piece === '(') {
      comment += 1;
      if (comment === 1) statements[statements.length - 1] += ' ';
    } else if (!quoted && piece === ')') {
      comment -= 1;
      if (comment < 0) return undefined;
      continue;
    } else if (!quoted && comment === 0 && piece === ';') {
      statements.push('');
      continue;
    }
    if (comment === 0) statements[statements.length - 1] += piece;
  }
  return comment === 0 && !quoted ? statements : undefined;
}

/** `method[/version] = result *( name = value )` */
function readStatement(statement: string): AuthResult | undefined {
  const pairs: [string, string][] = [];
  PAIR.lastIndex = 0;
  let end = 0;
  for (let match = PAIR.exec(statement); match !== null; match = PAIR.exec(statement)) {
    const value = match[2]?.replace(/\\(.)/gs, '$1') ?? match[3] ?? '';
    pairs.push([(match[1] ?? '').toLowerCase(), value]);
    end = PAIR.lastIndex;
  }
  const [first, ...properties] = pairs;
  if (first === undefined || statement.slice(end).trim() !== '') return undefined;
  return {
    method: first[0].replace(/\/\d+$/, ''),
    result: first[1].toLowerCase(),
    properties: new Map(properties),
  };
}
