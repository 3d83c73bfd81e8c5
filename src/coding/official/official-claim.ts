import type { Documentation } from '../../documentation/types.js';
import {
  isStale,
  type Edition,
  type EditSetting,
  type Kind,
  type OfficialDay,
  type OfficialTables,
} from '../../terminology/index.js';
import type { Citation, Determination } from '../determination.js';

/** The official tables for one claim: those in force on its date of service, for the setting it is billed in. */
export interface OfficialClaim {
  readonly day: OfficialDay;
  readonly setting: EditSetting;
  /** The note names Medicare as the payer. */
  readonly medicare: boolean;
}

/** A hospital's own claim is checked by the hospital's tables; every other one by the practitioner's. */
function settingOf({ findings }: Documentation): EditSetting {
  return findings.some(({ concept }) => concept === 'facility-claim') ? 'hospital' : 'practitioner';
}

/** What the note says of the day and the claim, with the tables that belong to it. */
export function officialClaim(
  documentation: Documentation,
  tables: OfficialTables | undefined,
): OfficialClaim | undefined {
  if (tables === undefined) return undefined;
  const [date] = (documentation.context['dateOfService'] ?? []).flatMap((value) =>
    value.kind === 'text' ? [value.value] : [],
  );
  const medicare = (documentation.context['payer'] ?? []).some(
    (value) => value.kind === 'concept' && value.concept === 'payer-medicare',
  );
  return { day: tables.on(date), setting: settingOf(documentation), medicare };
}

type Table = 'ptp' | 'mue' | 'aoc' | 'pfs' | 'hcpcs' | 'icd10cm-order' | 'icd10cm-tabular' | 'mcd';

function held(table: Table, { day, setting }: OfficialClaim): Edition | undefined {
  switch (table) {
    case 'ptp':
      return day.pairs(setting)?.edition;
    case 'mue':
      return day.mue(setting)?.edition;
    case 'aoc':
      return day.addOns()?.edition;
    case 'pfs':
      return day.fees()?.edition;
    case 'hcpcs':
      return day.hcpcs()?.edition;
    case 'icd10cm-order':
      return day.icd10cm()?.edition;
    case 'icd10cm-tabular':
      return day.tabular()?.edition;
    case 'mcd':
      return day.coverage()?.edition;
  }
}

/** Whether the table of a check is there for the claim's date and setting. */
export const isHeld = (table: Table, claim: OfficialClaim): boolean =>
  held(table, claim) !== undefined;

const TABLES: readonly Table[] = [
  'ptp',
  'mue',
  'aoc',
  'pfs',
  'hcpcs',
  'icd10cm-order',
  'icd10cm-tabular',
  'mcd',
];

const TITLES: Readonly<Partial<Record<Kind, string>>> = {
  ptp: 'Medicare NCCI procedure-to-procedure edits',
  mue: 'Medicare NCCI medically unlikely edits',
  aoc: 'Medicare NCCI add-on code edits',
  pfs: 'Medicare physician fee schedule',
  hcpcs: 'HCPCS Level II',
  'icd10cm-order': 'ICD-10-CM order file',
  'icd10cm-tabular': 'ICD-10-CM Tabular List',
  mcd: 'Medicare coverage articles',
};

const filesOf = ({ sources }: Edition) => sources.map(({ name }) => name).join(', ');

/** The editions that a claim was checked with, and how they were chosen. */
export function officialEditions(claim: OfficialClaim): Determination['editions'] {
  const { day } = claim;
  return TABLES.flatMap((table) => {
    const edition = held(table, claim);
    if (edition === undefined) return [];
    const due = isStale(edition, day.date) ? '; its publisher has a later one by then' : '';
    const chosen = day.supposed
      ? 'the current one: the note gives no date of service'
      : `for the date of service ${day.date}`;
    return [
      {
        system: [TITLES[edition.kind] ?? edition.kind, edition.setting].filter(Boolean).join(', '),
        edition: filesOf(edition),
        effective: edition.effective,
        note: `${chosen}${due}`,
      },
    ];
  });
}

/** The place in an official file that an edit rests on. */
export function citationOf(edition: Edition, row: string): Citation {
  return {
    id: [edition.kind, edition.setting, edition.effective].filter(Boolean).join('-'),
    title: [TITLES[edition.kind] ?? edition.kind, edition.setting].filter(Boolean).join(', '),
    section: `${filesOf(edition)}: ${row}`,
    edition: edition.effective,
    effective: edition.effective,
  };
}
