import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Records } from '../../../src/terminology/editions/records.js';
import { codesOfNote, covers } from '../../../src/terminology/icd10cm-note-codes.js';
import { excludes1Between, notesFor, seventhFor } from '../../../src/terminology/icd10cm-notes.js';
import type { TabularEntry } from '../../../src/terminology/importers/icd10cm-tabular.js';
import { OFFICIAL_DATA, take } from '../../helpers/releases.js';

describe('the codes that a note names', () => {
  it.each([
    ['a condition (Z79.4, Z79.84-)', ['Z79.4', 'Z79.84']],
    [
      'hypertension (I10-I1A) with stage (N18.1-N18.6), not (see below)',
      ['I10-I1A', 'N18.1-N18.6'],
    ],
    ['neoplasms (C00-C75, C7A.-)', ['C00-C75', 'C7A']],
    ['a condition (E11.-)', ['E11']],
    ['an injury (S00.- to S09.-)', ['S00-S09']],
    ['an injury (I70.2--I70.7-; K85-K86.-)', ['I70.2-I70.7', 'K85-K86']],
    ['an injury (F98.2.-F98.3)', ['F98.2-F98.3']],
    ['an injury (Q70.0- -Q70.3-)', ['Q70.0-Q70.3']],
    ['a history (Z86.-. Z87.-)', ['Z86', 'Z87']],
    ['others (A00-R94 and T80-T88.6, T88.8)', ['A00-R94', 'T80-T88.6', 'T88.8']],
    [
      'a syndrome (F10, F13, F19 with .26, .96)',
      ['F10 with .26, .96', 'F13 with .26, .96', 'F19 with .26, .96'],
    ],
    [
      'a drug (T36-T50 with fifth or sixth character 5)',
      ['T36-T50 with fifth or sixth character 5'],
    ],
    ['a fracture (S92.-with 7th character B)', ['S92 with 7th character B']],
    ['made pain R68.84', ['R68.84']],
    ['a made skin (of nose) C44.301, C44.311)', ['C44.301', 'C44.311']],
    ['a made condition K56.-', ['K56']],
    ['made remission C91.0-C95.9 with 5th character 1', ['C91.0-C95.9 with 5th character 1']],
    ['lack of an enzyme (G6PD) (D75.A)', ['D75.A']],
    ['lack of vitamin B12', []],
    ['a disease (e.g. from there to here in J40)', []],
    ['a disease (with C3 something)', []],
  ])('%s', (text, codes) => {
    expect(codesOfNote(text)).toEqual(codes);
  });
});

describe('covers', () => {
  it.each([
    ['E08-E13', 'E11.9', true],
    ['E08-E13', 'E14.0', false],
    ['E11', 'E11.9', true],
    ['E11', 'E10.9', false],
    ['Z79.4', 'Z79.4', true],
    ['Z79.4', 'Z79.84', false],
    ['I10-I1A', 'I16.9', true],
    ['I10-I1A', 'I1A.0', true],
    ['I10-I15', 'I1A.0', false],
    ['K85-K86.1', 'K86.1', true],
    ['K85-K86.1', 'K86.8', false],
    ['K85-K86.1', 'K86', false],
    ['K85.1-K86', 'K85', false],
    ['M05-M14', 'M1A.00X0', true],
    ['Z30-Z39', 'Z3A.20', true],
    ['C43-C44', 'C4A.0', true],
    ['C76-C80', 'C7A.00', false],
    ['D37-D48', 'D3A.00', false],
    ['E08-E13 with .51-.52', 'E11.52', true],
    ['E08-E13 with .51-.52', 'E11.59', false],
    ['E08-E13 with .51-.52', 'E11', false],
    ['E08-E13 with .61-', 'E11.618', true],
    ['B27.0-B27.9 with .9', 'B27.09', true],
    ['B27.0-B27.9 with .9', 'B27.91', false],
    ['F11-F19 with .15. .25, .95', 'F11.259', true],
    ['F11-F19 with .15. .25, .95', 'F11.20', false],
    ['F11-F19 with fifth to sixth characters 51', 'F11.151', true],
    ['F11-F19 with fifth to sixth characters 51', 'F11.150', false],
    ['F10-F19 with 5th character .6', 'F10.26', true],
    ['F10-F19 with 5th character .6', 'F10.20', false],
    ['A37 with fifth-character 1', 'A37.01', true],
    ['A37 with fifth-character 1', 'A37.00', false],
    ['A37 with fifth-character 1', 'A37.0', false],
    ['I69 with final characters -23', 'I69.323', true],
    ['I69 with final characters -23', 'I69.320', false],
    ['S42 with 7th character B or C', 'S42.001C', true],
    ['S42 with 7th character B or C', 'S42.001A', false],
    ['T36-T65 with fifth or sixth character 1-4 or 6', 'T36.0X1A', true],
    ['T36-T65 with fifth or sixth character 1-4 or 6', 'T64.01XA', true],
    ['T36-T65 with fifth or sixth character 1-4 or 6', 'T45.515A', false],
    ['T36-T50 with fifth or sixth character 5', 'T45.515A', true],
    ['T36-T50 with fifth or six character 5', 'T45.511A', false],
    ['S52 with open fracture 7th character', 'S52.001B', false],
    ['E08-E10 with ketoacidosis', 'E10.10', false],
  ])('%s, %s: %s', (named, code, expected) => {
    expect(covers(named, code)).toBe(expected);
  });
});

const note = (text: string) => ({ text, codes: codesOfNote(text) });
const records = (entries: Record<string, TabularEntry>): Records<TabularEntry> => ({
  size: Object.keys(entries).length,
  get: (key) => entries[key],
  keys: () => Object.keys(entries),
  entries: () => Object.entries(entries),
});
const MADE = records({
  'section Q00-Q09': { title: 'a', notes: { excludes1: [note('far (Q50-Q59)')] } },
  Q01: {
    title: 'a',
    parent: 'section Q00-Q09',
    notes: {
      excludes1: [note('all of these (Q00-Q09)'), note('a part (Q01.2)'), note('other (Q70)')],
      codeFirst: [note('the cause')],
    },
    seventh: { A: 'initial' },
  },
  'Q01.1': { title: 'b', parent: 'Q01', notes: { codeFirst: [note('its own cause')] } },
  'Q01.2': { title: 'c', parent: 'Q01', notes: {}, seventh: { B: 'other' } },
  Q02: { title: 'd', parent: 'section Q00-Q09', notes: {} },
  Q70: { title: 'e', notes: {} },
});

describe('the notes of a code', () => {
  it('are its own, then those of the levels above; a 7th character begins below its code', () => {
    expect(notesFor('Q01.1XXA', 'codeFirst', MADE).map(({ level, text }) => [level, text])).toEqual(
      [
        ['Q01.1', 'its own cause'],
        ['Q01', 'the cause'],
      ],
    );
    expect(notesFor('R99', 'codeFirst', MADE)).toEqual([]);
  });

  it('give the seventh characters of the nearest level', () => {
    expect(seventhFor('Q01.1', MADE)).toEqual({ A: 'initial' });
    expect(seventhFor('Q01.2', MADE)).toEqual({ B: 'other' });
    expect(seventhFor('Q02', MADE)).toBeUndefined();
  });

  it.each([
    ['Q01.1', 'Q70.1', 'Q01'],
    ['Q70.1', 'Q01.1', 'Q01'],
    ['Q02', 'Q55.1', 'section Q00-Q09'],
    // A part that the category names is another condition than the rest of it.
    ['Q01.1', 'Q01.2', 'Q01'],
    // A range that takes in both codes says nothing of them.
    ['Q01.1', 'Q02', undefined],
    ['Q02', 'Q70.1', undefined],
  ])('keep %s and %s apart at %s', (a, b, level) => {
    expect(excludes1Between(a, b, MADE)?.level).toBe(level);
  });
});

const missing = !existsSync(OFFICIAL_DATA);
const skipped = missing ? ' (skipped: ../shared/data is not on this machine)' : '';

describe.skipIf(missing)(`the notes of the published Tabular List${skipped}`, () => {
  it('keep apart what they name, and nothing else', async () => {
    const file = join(OFFICIAL_DATA, 'icd10cm_tabular_2021.xml.gz');
    const { catalog } = await take('icd10cm-tabular', [file]);
    const table = catalog.records<TabularEntry>('icd10cm-tabular', '2021-01-01')?.table;
    if (table === undefined) throw new Error('No edition counts.');
    const level = (a: string, b: string) => excludes1Between(a, b, table)?.level;
    expect(level('E11.9', 'E10.9')).toBe('E11');
    expect(level('E11.65', 'O24.410')).toBe('E11');
    expect(level('N30.00', 'N39.0')).toBe('N39.0');
    expect(level('S01.01XA', 'S02.0XXB')).toBe('S01');
    expect(level('S01.01XA', 'S02.0XXA')).toBeUndefined();
    expect(level('G63', 'E11.42')).toBe('G63');
    expect(level('G63', 'E11.9')).toBeUndefined();
    expect(level('R47.01', 'I69.320')).toBe('R47.01');
    expect(level('R47.01', 'I69.398')).toBeUndefined();
    // Stands at a section without codes of its own.
    expect(level('V43.52XA', 'X82.0XXA')).toBe('section V00-V99');
    expect(level('T20.10XA', 'L55.0')).toBeUndefined();
    expect(notesFor('T20.10XA', 'excludes2', table).map((each) => each.level)).toContain(
      'section T20-T32',
    );
    expect(table.get('section C00-C14')?.parent).toBe('section C00-C75');
    expect(table.get('section D3A')?.parent).toBe('chapter 2');
    expect(Object.keys(seventhFor('S52.521A', table) ?? {})).toEqual([
      'A',
      'D',
      'G',
      'K',
      'P',
      'S',
    ]);
    expect(seventhFor('E11.9', table)).toBeUndefined();
    const lost = [...table.entries()].filter(
      ([, { parent }]) => parent !== undefined && table.get(parent) === undefined,
    );
    expect(lost).toEqual([]);
  });
});
