import type { HeaderLine } from '../../consultation/ports.js';
import { domainOf, sameOrganisation } from '../addresses.js';
import {
  authservIdOf,
  parseAuthenticationResults,
  type AuthResult,
} from './authentication-results.js';

/* Does the letter come from the domain that it names? */

export type SenderAuthentication =
  /** Our own border server checks and writes Authentication-Results under this id. */
  | { readonly mode: 'authserv'; readonly authservId: string }
  /** We check the DKIM signature ourselves; `resolve` is DNS (`dns.promises.resolve` when absent). */
  | { readonly mode: 'dkim'; readonly resolve?: DnsResolver }
  /** For a sandbox on loopback only. */
  | { readonly mode: 'none' };

export type DnsResolver = (domain: string, type: string) => Promise<string[][] | string[]>;

/** `detail` names methods and results ("dmarc=fail"), never domains. */
export type AuthenticationVerdict =
  { readonly ok: true } | { readonly ok: false; readonly detail: string };

const PASS: AuthenticationVerdict = { ok: true };

export async function authenticate(
  how: SenderAuthentication,
  author: string,
  headers: readonly HeaderLine[],
  raw: Uint8Array,
): Promise<AuthenticationVerdict> {
  switch (how.mode) {
    case 'none':
      return PASS;
    case 'authserv':
      return byResults(how.authservId, domainOf(author), headers);
    case 'dkim':
      return byOwnCheck(domainOf(author), raw, how.resolve);
  }
}

/**
 * Only the topmost line of our server counts: those below may have been written by the sender, and our
 * server adds its own on top (RFC 8601, section 5).
 */
function byResults(
  ourId: string,
  domain: string,
  headers: readonly HeaderLine[],
): AuthenticationVerdict {
  for (const line of headers) {
    if (line.name !== 'authentication-results') continue;
    const id = authservIdOf(line.value);
    if (id !== ourId.toLowerCase()) continue;
    const parsed = parseAuthenticationResults(line.value);
    return parsed === undefined
      ? { ok: false, detail: 'unreadable results' }
      : verdict(parsed.results, domain);
  }
  return { ok: false, detail: 'no results of our server' };
}

function verdict(results: readonly AuthResult[], domain: string): AuthenticationVerdict {
  const dmarc = results.filter((result) => result.method === 'dmarc');
  const namesAnother = dmarc.some((result) => {
    const checked = result.properties.get('header.from');
    return checked !== undefined && domainOfValue(checked) !== domain;
  });
  if (namesAnother) return { ok: false, detail: 'dmarc of another domain' };
  if (dmarc.length > 0 && dmarc.every((result) => result.result === 'pass')) return PASS;
  const failed = dmarc.find(
    (result) =>
      result.result !== 'pass' && result.result !== 'none' && result.result !== 'bestguesspass',
  );
  if (failed !== undefined) return { ok: false, detail: `dmarc=${word(failed.result)}` };

  // No DMARC policy at the domain: an aligned signature or envelope proves as much.
  const aligned = results.some(
    (result) =>
      result.result === 'pass' &&
      ((result.method === 'dkim' && alignedBy(result, ['header.d', 'header.i'], domain)) ||
        (result.method === 'spf' && alignedBy(result, ['smtp.mailfrom', 'smtp.mail'], domain))),
  );
  if (aligned) return PASS;
  const seen = results.map((result) => `${word(result.method)}=${word(result.result)}`).slice(0, 4);
  return { ok: false, detail: seen.length === 0 ? 'none' : seen.join(' ') };
}

function alignedBy(result: AuthResult, names: readonly string[], domain: string): boolean {
  return names.some((name) => {
    const value = result.properties.get(name);
    return value !== undefined && sameOrganisation(domainOfValue(value), domain);
  });
}

function domainOfValue(value: string): string {
  return domainOf(value.toLowerCase().replace(/[<>]/g, '').replace(/\.$/, ''));
}

async function byOwnCheck(
  domain: string,
  raw: Uint8Array,
  resolve: DnsResolver | undefined,
): Promise<AuthenticationVerdict> {
  // Loaded when needed: most installations leave the check to their border server.
  const { dkimVerify } = await import('mailauth/lib/dkim/verify.js');
  const { results } = await dkimVerify(
    Buffer.from(raw),
    resolve === undefined ? {} : { resolver: resolve },
  );
  for (const signature of results) {
    const bodyLimited =
      'canonBodyLengthLimited' in signature && signature.canonBodyLengthLimited === true;
    // A signature over a part of the body lets anybody append the rest.
    if (bodyLimited || signature.status.result !== 'pass') continue;
    if (sameOrganisation(signature.signingDomain, domain)) return PASS;
  }
  const seen = results.map((signature) => `dkim=${word(signature.status.result)}`).slice(0, 4);
  return { ok: false, detail: seen.length === 0 ? 'dkim=none' : seen.join(' ') };
}

/** Results come from a header: only their plain form may reach the ledger. */
function word(text: string): string {
  return /^[a-z]{1,16}$/.test(text) ? text : 'other';
}
