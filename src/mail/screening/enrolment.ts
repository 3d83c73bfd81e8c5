import { domainOf, strictAddress } from '../addresses.js';

/** True for enrolled addresses. Built once from the list of the configuration. */
export type Enrolment = (address: string) => boolean;

/**
 * Entries: `dana.field@clinic.example` (one address), `clinic.example` or `@clinic.example` (its addresses),
 * `*.clinic.example` (those of the domains below it). Default deny: an entry that is not understood throws.
 */
export function enrolmentOf(entries: readonly string[]): Enrolment {
  const addresses = new Set<string>();
  const domains = new Set<string>();
  const parents: string[] = [];
  for (const entry of entries) {
    const text = entry.trim().toLowerCase();
    const domain = text.replace(/^@/, '');
    if (strictAddress(text) !== undefined) addresses.add(text);
    else if (text.startsWith('*.') && isDomain(text.slice(2))) parents.push(text.slice(1));
    else if (isDomain(domain)) domains.add(domain);
    else
      throw new Error(
        `Enrolled sender "${entry}" is neither an address nor a domain. Allowed: a@b.example, b.example, *.b.example.`,
      );
  }
  return (address) => {
    const strict = strictAddress(address);
    if (strict === undefined) return false;
    const domain = domainOf(strict);
    return (
      addresses.has(strict) ||
      domains.has(domain) ||
      parents.some((parent) => domain.endsWith(parent))
    );
  };
}

function isDomain(text: string): boolean {
  return strictAddress(`x@${text}`) !== undefined;
}
