import type { CodeFacts, PartnerFact } from './code-facts.js';

/** How many partners of a code are printed; `--json` gives all. */
const PARTNERS = 15;
const WIDTH = 100;
const NAME = 18;
/** Indicators of fields that do not concern the code. */
const IDLE = new Set(['9', '09']);

/** Words in lines of one width behind a hanging name. */
function block(name: string, text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > WIDTH) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines
    .map((each, index) => `  ${index === 0 ? name.padEnd(NAME) : ' '.repeat(NAME)}${each}\n`)
    .join('');
}

function partners(name: string, facts: readonly PartnerFact[]): string {
  if (facts.length === 0) return '';
  const shown = facts.slice(0, PARTNERS).map(({ code, indicator }) => `${code} (${indicator})`);
  const more = facts.length > PARTNERS ? ` and ${facts.length - PARTNERS} more` : '';
  return block(name, `${facts.length}: ${shown.join(', ')}${more}`);
}

function fees({ fees: rows = [] }: CodeFacts): string {
  return rows
    .map(({ modifier, rvu, indicators }) => {
      const name = modifier === '' ? 'fee schedule' : `  with ${modifier}`;
      const values = `RVU work ${rvu.work}, facility ${rvu.facility}, non-facility ${rvu.nonFacility}`;
      const told = indicators.filter(({ value }) => !IDLE.has(value));
      const said = told.map(({ field, value, meaning }) =>
        meaning === undefined ? `${field} ${value}` : `${field} ${value}: ${meaning}`,
      );
      return block(name, values) + (modifier === '' ? block('', said.join('; ')) : '');
    })
    .join('');
}

const NOTE_NAMES: Readonly<Record<string, string>> = {
  includes: 'includes',
  inclusionTerm: 'inclusion term',
  excludes1: 'Excludes1',
  excludes2: 'Excludes2',
  codeFirst: 'code first',
  useAdditionalCode: 'use additional',
  codeAlso: 'code also',
  notes: 'note',
  sevenChrNote: '7th character',
};

/** A code's facts for a person. */
export function factsText(facts: CodeFacts, date: string): string {
  const { code, labels, families, parents, addOn, addOnsOf, pairs, units, hcpcs, icd10cm } = facts;
  const titles = [icd10cm?.title, ...labels, hcpcs?.long].filter((title) => title !== undefined);
  const lines = [`${code}  ${titles[0] ?? ''}`.trimEnd() + '\n'];
  const add = (name: string, text: string | undefined) => {
    if (text !== undefined && text !== '') lines.push(block(name, text));
  };
  for (const title of new Set(titles.slice(1)))
    if (title !== titles[0]) add(icd10cm === undefined ? 'official title' : 'our label', title);
  add(
    'AMA descriptor',
    facts.descriptors?.long ?? facts.descriptors?.medium ?? facts.descriptors?.short,
  );
  add('for patients', facts.descriptors?.consumer);
  for (const { id, title, chapter } of families) add('family', `${id} (${chapter}): ${title}`);
  add('parents, ours', parents?.join(', '));
  if (addOn !== undefined) {
    const list = addOn.primaries.filter((primary) => primary !== 'CCCCC');
    add('add-on', `type ${addOn.type}${list.length > 0 ? `, primaries ${list.join(', ')}` : ''}`);
    add('', addOn.notes.join(' '));
  }
  add('add-ons to it', addOnsOf.join(', '));
  if (pairs !== undefined) {
    lines.push(partners('column one of', pairs.columnOne));
    lines.push(partners('column two of', pairs.columnTwo));
  }
  for (const { setting, value, adjudication, rationale } of units ?? [])
    add(`MUE ${setting}`, `${value}, MAI ${adjudication} (${rationale})`);
  lines.push(fees(facts));
  if (hcpcs !== undefined) {
    add('coverage', hcpcs.coverage);
    add('added', hcpcs.added);
    add('last day', hcpcs.terminated);
  }
  if (icd10cm !== undefined)
    add('ICD-10-CM', icd10cm.reportable ? 'valid for reporting' : 'a header, not for reporting');
  const notes = facts.notes ?? [];
  const near = notes.filter(({ level }) => !/^(?:chapter|section) /.test(level));
  for (const { kind, level, text } of near) add(NOTE_NAMES[kind] ?? kind, `${text} [${level}]`);
  if (near.length < notes.length)
    add(
      '',
      `and ${notes.length - near.length} notes of its section and chapter (--json shows them)`,
    );
  for (const [char, meaning] of Object.entries(facts.seventh ?? {})) add(`7th ${char}`, meaning);
  add(
    'editions',
    facts.editions.length === 0
      ? 'no official file is imported (docs/catalog.md); these are our own tables'
      : facts.editions.map(({ table, effective }) => `${table} of ${effective}`).join(', '),
  );
  add('as of', date);
  return lines.join('');
}
