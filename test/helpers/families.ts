/** Parts of made-up family files, for tests of the table language. */

/** The four kinds of worked cases that every family needs. */
export const FOUR_CASES = `
cases:
  - { id: a, kind: plain, note: none here, shows: nothing, expect: { status: out-of-scope } }
  - { id: b, kind: boundary, note: none here, shows: nothing, expect: { status: out-of-scope } }
  - { id: c, kind: usual-mistake, note: none here, shows: nothing, expect: { status: out-of-scope } }
  - { id: d, kind: must-not-code, note: none here, shows: nothing, expect: { status: out-of-scope } }
`;

/** A family that reads the whole note; `rest` is YAML from \`answers\` to \`codes\`. */
export function familyText(id: string, rest: string, chapter = 'example'): string {
  return `id: ${id}
title: Family ${id}
system: CPT
chapter: ${chapter}
scope: An example.
reads: note
complete: false
cites: [example]
${rest.trim()}
${FOUR_CASES}`;
}
