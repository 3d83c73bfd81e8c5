import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inScope } from '../../../src/knowledge/index.js';
import { knowledgeWith } from '../../helpers/whole-notes.js';

const FILE = fileURLToPath(
  new URL('../../../../shared/data/pfs-rvu-2025-10-numbers-only.csv.gz', import.meta.url),
);
const missing = !existsSync(FILE);

const shipped = (path: string): Record<string, string> => ({
  [path]: readFileSync(
    fileURLToPath(new URL(`../../../knowledge/${path}`, import.meta.url)),
    'utf8',
  ),
});

const groups = ['global-90', 'pc-tc'] as const;
const rule = (group: string) => `
  - id: probe.${group}
    modifier: "59"
    on: { groups: [${group}] }
    when: { laterality: left }
    because: To look into the group.
    cites: [example]`;
const { policies } = knowledgeWith({
  ...shipped('policies/code-groups.yaml'),
  ...shipped('policies/major-operations.yaml'),
  'policies/probe.yaml': `id: probe\nkind: modifiers\nrules:${groups.map(rule).join('')}`,
});

function holds(group: (typeof groups)[number], code: string): boolean {
  const scope = policies.modifiers.find(({ id }) => id === `probe.${group}`)?.on;
  return scope !== undefined && inScope(scope, code, { id: '', chapter: '' });
}

/** Active codes of the fee schedule, without the rows of single components. */
function feeSchedule(): { code: string; components: string; global: string }[] {
  return gunzipSync(readFileSync(FILE))
    .toString('latin1')
    .split('\n')
    .map((line) => line.split(','))
    .filter(
      ([code = '', modifier, status = '']) =>
        /^\d{5}$/.test(code) && modifier === '' && ['A', 'C', 'R', 'T'].includes(status),
    )
    .map((row) => ({ code: row[0] ?? '', components: row[12] ?? '', global: row[13] ?? '' }));
}

describe.skipIf(missing)(
  `groups of codes against the fee schedule${missing ? ' (skipped: ../shared/data is not on this machine)' : ''}`,
  () => {
    it('hold every operation with a global period of 90 days, and no other', () => {
      const wrong = feeSchedule().filter(
        ({ code, global }) => (global === '090') !== holds('global-90', code),
      );
      expect(wrong.map(({ code }) => code)).toEqual([]);
    });

    it('hold every test with two components, and no other', () => {
      const wrong = feeSchedule().filter(
        ({ code, components }) => (components === '1') !== holds('pc-tc', code),
      );
      expect(wrong.map(({ code }) => code)).toEqual([]);
    });
  },
);
