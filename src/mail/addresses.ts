/*
 * Addresses and message ids as we accept them: strict, ASCII, one form. Anything looser is not an address
 * that a reply may go to.
 */

const ATOM = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const ADDR_SPEC = new RegExp(`^${ATOM}(?:\\.${ATOM})*@${LABEL}(?:\\.${LABEL})*$`);

/**
 * One ASCII addr-spec in lower case, or undefined. No quoted local parts, comments, routes or address
 * literals: a parser that sees two addresses in such a form is how allow-lists are bypassed.
 */
export function strictAddress(text: string): string | undefined {
  const address = text.toLowerCase();
  if (address.length > 254 || address.indexOf('@') > 64) return undefined;
  return ADDR_SPEC.test(address) ? address : undefined;
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

export function localPartOf(address: string): string {
  return address.slice(0, address.lastIndexOf('@'));
}

/**
 * True when two domains belong together: the same, or one below the other. Single labels ("com") belong to
 * nobody. A public suffix list is not needed: one side is always a domain that was enrolled by name.
 */
export function sameOrganisation(one: string, other: string): boolean {
  const a = one.toLowerCase();
  const b = other.toLowerCase();
  if (!a.includes('.') || !b.includes('.')) return a === b && a !== '';
  return a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`);
}

const MESSAGE_ID = /^<[^\s<>@"(),:;\\\u0080-\uffff]+@[^\s<>@"(),;\\\u0080-\uffff]+>$/;

/** Strict message ids of a header value, in order, each once. Junk tokens are left out. */
export function messageIds(value: string): string[] {
  const found = value.match(/<[^<>\s]{1,996}>/g) ?? [];
  return [...new Set(found.filter((id) => isMessageId(id)))];
}

export function isMessageId(text: string): boolean {
  return text.length <= 998 && MESSAGE_ID.test(text) && !/[\u0000-\u001f\u007f]/.test(text);
}
