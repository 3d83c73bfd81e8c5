import { parseAddressHeader } from 'mailparser';
import { addressParser, type Address } from 'postal-mime';
import type { HeaderLine } from '../consultation/ports.js';

/*
 * Who wrote the letter, asked of two parsers. Where they disagree, an attacker could be one person to the
 * sender policy and another to the reader; such a letter goes to a person.
 */

export type Authors =
  | {
      readonly kind: 'agreed';
      readonly from: readonly string[];
      readonly replyTo: readonly string[];
    }
  /** `addresses` is everything that either parser found: enough to tell strangers from enrolled senders. */
  | { readonly kind: 'ambiguous'; readonly detail: string; readonly addresses: readonly string[] };

/** Beyond this length no honest From line was ever seen, and parsers slow down. */
const LONGEST = 4096;

/** Lines that must not be repeated: RFC 5322, section 3.6. */
const ONCE = ['from', 'sender', 'date'] as const;

export function authorsOf(headers: readonly HeaderLine[]): Authors {
  const from = valuesOf(headers, 'from');
  const replyTo = valuesOf(headers, 'reply-to');
  const seen = from.flatMap((value) => [...firstReading(value), ...secondReading(value)]);
  const ambiguous = (detail: string): Authors => ({
    kind: 'ambiguous',
    detail,
    addresses: [...new Set(seen)],
  });

  for (const name of ONCE) {
    if (valuesOf(headers, name).length > 1) return ambiguous(`several ${name} lines`);
  }
  const line = from[0];
  if (line === undefined) return ambiguous('no from line');
  if (line.length > LONGEST) return ambiguous('from line too long');
  const one = firstReading(line);
  const other = secondReading(line);
  if (one.length === 0) return ambiguous('no address in from line');
  if (one.join() !== other.join()) return ambiguous('parsers disagree');
  if (!sameSet(one, bareAddresses(line))) return ambiguous('more addresses than authors');

  // Reply-To is only a wish: when it is not plain it is left aside.
  const wish = replyTo.length === 1 ? (replyTo[0] ?? '') : '';
  const wished = firstReading(wish);
  const agreedWish = wished.join() === secondReading(wish).join() ? wished : [];
  return { kind: 'agreed', from: one, replyTo: agreedWish };
}

function valuesOf(headers: readonly HeaderLine[], name: string): string[] {
  return headers.filter((line) => line.name === name).map((line) => line.value);
}

function firstReading(value: string): string[] {
  if (value.length > LONGEST) return [];
  return parseAddressHeader(value, { flatten: true, decodePunycode: false })
    .value.map((entry) => entry.address ?? '')
    .filter((address) => address !== '')
    .map((address) => address.toLowerCase());
}

function secondReading(value: string): string[] {
  if (value.length > LONGEST) return [];
  return addressParser(value, { flatten: true })
    .map((entry: Address) => entry.address ?? '')
    .filter((address) => address !== '')
    .map((address) => address.toLowerCase());
}

/**
 * Addresses in the line outside of quotes and comments. "a@clinic.example <b@other.example>" shows one
 * person and names another; both parsers take the second without a word.
 */
function bareAddresses(line: string): string[] {
  const bare = line.replace(/"(?:[^"\\]|\\.)*"/g, ' ').replace(/\([^()]*\)/g, '');
  return (bare.match(/[^\s<>,;:"]+@[^\s<>,;:"]+/g) ?? []).map((address) => address.toLowerCase());
}

function sameSet(some: readonly string[], others: readonly string[]): boolean {
  const known = new Set(some);
  return new Set(others).size === known.size && others.every((address) => known.has(address));
}
