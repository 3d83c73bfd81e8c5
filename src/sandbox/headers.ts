/** The header fields of a message, unfolded, names in lower case, in order. */
export function headerFields(raw: Buffer): readonly (readonly [name: string, value: string])[] {
  const text = raw.subarray(0, 65_536).toString('latin1');
  const end = text.search(/\r?\n\r?\n/);
  return text
    .slice(0, end < 0 ? text.length : end)
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .flatMap((line) => {
      const colon = line.indexOf(':');
      if (colon <= 0) return [];
      return [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const];
    });
}

/** All message identifiers, angle brackets included, in fields of this name. */
export function messageIds(raw: Buffer, name: string): readonly string[] {
  return headerFields(raw)
    .filter(([field]) => field === name)
    .flatMap(([, value]) => value.match(/<[^<>\s]+>/g) ?? []);
}

/** The address in the From field, lower case; undefined when there is not exactly one field with one. */
export function authorAddress(raw: Buffer): string | undefined {
  const fields = headerFields(raw).filter(([field]) => field === 'from');
  const addresses = fields.flatMap(([, value]) => value.match(/[^\s<>",;:]+@[^\s<>",;:]+/g) ?? []);
  return fields.length === 1 && addresses.length === 1 ? addresses[0]?.toLowerCase() : undefined;
}
