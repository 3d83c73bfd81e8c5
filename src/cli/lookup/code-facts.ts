import type { Catalogue } from '../../evaluation/index.js';
import type { Knowledge } from '../../knowledge/index.js';
import {
  formatIcd10cm,
  NOTE_KINDS,
  notesFor,
  seventhFor,
  type NoteKind,
  type OfficialDay,
} from '../../terminology/index.js';

/** An edit with another code, as it counts on the day. */
export interface PartnerFact {
  readonly code: string;
  readonly indicator: number;
  readonly rationale: string;
  readonly effective: number;
}

/** What our own tables and the official files on one day say of a code. Sections that nobody has are absent. */
export interface CodeFacts {
  readonly code: string;
  readonly labels: readonly string[];
  readonly families: readonly {
    readonly id: string;
    readonly title: string;
    readonly chapter: string;
  }[];
  /** Parents by our own tables. */
  readonly parents?: readonly string[];
  readonly addOn?: {
    readonly type: number;
    readonly primaries: readonly string[];
    readonly notes: readonly string[];
  };
  /** Add-on codes that name this one as their primary. */
  readonly addOnsOf: readonly string[];
  readonly pairs?: {
    /** Codes that this one takes in: it is column one. */
    readonly columnOne: readonly PartnerFact[];
    /** Codes that take this one in: it is column two. */
    readonly columnTwo: readonly PartnerFact[];
  };
  readonly units?: readonly {
    readonly setting: string;
    readonly value: number;
    readonly adjudication: number;
    readonly rationale: string;
  }[];
  /** Rows of the fee schedule, one a modifier, with the meaning of each indicator that has one. */
  readonly fees?: readonly {
    readonly modifier: string;
    readonly rvu: {
      readonly work: number;
      readonly facility: number;
      readonly nonFacility: number;
    };
    readonly indicators: readonly {
      readonly field: string;
      readonly value: string;
      readonly meaning?: string;
    }[];
  }[];
  readonly hcpcs?: {
    readonly long: string;
    readonly short: string;
    readonly coverage?: string;
    readonly added?: string;
    readonly terminated?: string;
  };
  /** The AMA's descriptors, where a licensee has imported them. */
  readonly descriptors?: {
    readonly long?: string;
    readonly medium?: string;
    readonly short?: string;
    readonly consumer?: string;
    readonly clinician?: readonly string[];
  };
  readonly icd10cm?: { readonly reportable: boolean; readonly title: string };
  readonly notes?: readonly {
    readonly kind: NoteKind;
    readonly level: string;
    readonly text: string;
  }[];
  readonly seventh?: Readonly<Record<string, string>>;
  /** Editions that were looked into, by kind and setting. */
  readonly editions: readonly { readonly table: string; readonly effective: string }[];
}

const SETTINGS = ['practitioner', 'hospital', 'dme'] as const;

function pairsOf(code: string, day: OfficialDay): CodeFacts['pairs'] {
  const held = day.pairs('practitioner');
  if (held === undefined) return undefined;
  const partners = held.table.partners(code, Number(day.date.replaceAll('-', '')));
  const fact = (other: string, { rule }: (typeof partners)[number]): PartnerFact => ({
    code: other,
    indicator: rule.indicator,
    rationale: rule.rationale,
    effective: rule.effective,
  });
  return {
    columnOne: partners.filter(({ one }) => one === code).map((pair) => fact(pair.two, pair)),
    columnTwo: partners.filter(({ two }) => two === code).map((pair) => fact(pair.one, pair)),
  };
}

function unitsOf(code: string, day: OfficialDay): CodeFacts['units'] {
  const held = SETTINGS.flatMap((setting) => {
    const table = day.mue(setting);
    return table === undefined ? [] : [{ setting, record: table.table.get(code) }];
  });
  if (held.length === 0) return undefined;
  return held.flatMap(({ setting, record }) =>
    record === undefined ? [] : [{ setting, ...record }],
  );
}

function editionsOf(day: OfficialDay): CodeFacts['editions'] {
  const held = [
    day.pairs('practitioner'),
    ...SETTINGS.map((setting) => day.mue(setting)),
    day.addOns(),
    day.fees(),
    day.hcpcs(),
    day.descriptors(),
    day.icd10cm(),
    day.tabular(),
  ];
  return held.flatMap((each) =>
    each === undefined
      ? []
      : [
          {
            table: [each.edition.kind, each.edition.setting].filter(Boolean).join(' '),
            effective: each.edition.effective,
          },
        ],
  );
}

const INDICATORS = [
  'status',
  'global',
  'multiple',
  'bilateral',
  'assistant',
  'coSurgeon',
  'team',
  'pctc',
  'supervision',
  'endoBase',
] as const;

function feesOf(code: string, day: OfficialDay, { policies }: Knowledge): CodeFacts['fees'] {
  const record = day.fees()?.table.get(code);
  return record?.rows.map((row) => ({
    modifier: row.mod,
    rvu: { work: row.work, facility: row.totalFacility, nonFacility: row.totalNonFacility },
    indicators: INDICATORS.flatMap((field) => {
      const value = row[field];
      const meaning = policies.feeIndicators?.meanings[field]?.[value];
      return value === '' ? [] : [{ field, value, ...(meaning === undefined ? {} : { meaning }) }];
    }),
  }));
}

/** A diagnosis by the order file and the Tabular List. */
function diagnosisOf(
  code: string,
  day: OfficialDay,
): Pick<CodeFacts, 'icd10cm' | 'notes' | 'seventh'> {
  const entry = day.icd10cm()?.table.get(code);
  const tabular = day.tabular()?.table;
  // "J3301" is a drug and has the shape of J33.01: a diagnosis is asked for with its dot.
  if (formatIcd10cm(code) !== code) return {};
  const notes =
    tabular &&
    NOTE_KINDS.flatMap((kind) =>
      notesFor(code, kind, tabular).map(({ level, text }) => ({ kind, level, text })),
    );
  const seventh = tabular && seventhFor(code, tabular);
  return {
    ...(entry === undefined
      ? {}
      : { icd10cm: { reportable: entry.reportable, title: entry.long } }),
    ...(notes === undefined || notes.length === 0 ? {} : { notes }),
    ...(seventh === undefined ? {} : { seventh }),
  };
}

function addOnOf(code: string, day: OfficialDay): CodeFacts['addOn'] {
  const record = day.addOns()?.table.get(code);
  return (
    record && {
      type: record.type,
      primaries: record.primaries.map((each) => each.code),
      notes: record.notes,
    }
  );
}

/** Add-on codes that stand with a code, by our own tables and by CMS's list. */
function addOnsOf(code: string, day: OfficialDay, { families }: Knowledge): string[] {
  const own = [...families.values()].flatMap((family) =>
    [...family.codes.values()]
      .filter(({ addOn }) => addOn?.parents.includes(code))
      .map((entry) => entry.code),
  );
  const listed = [...(day.addOns()?.table.entries() ?? [])]
    .filter(([, { primaries }]) => primaries.some((primary) => primary.code === code))
    .map(([addOn]) => addOn);
  return [...new Set([...own, ...listed])].sort();
}

const present = <K extends keyof CodeFacts>(key: K, value: CodeFacts[K] | undefined) =>
  value === undefined ? {} : { [key]: value };

/** Everything known of a code; undefined when neither our tables nor any edition has it. */
export function codeFacts(
  code: string,
  knowledge: Knowledge,
  catalogue: Catalogue,
  day: OfficialDay,
): CodeFacts | undefined {
  const families = [...knowledge.families.values()].filter((family) => family.codes.has(code));
  const parents = families.flatMap((family) => family.codes.get(code)?.addOn?.parents ?? []);
  const entry = catalogue.entries.find((each) => each.code === code);
  const { pairs, units, addOn, fees, hcpcs, descriptors, diagnosis } = {
    pairs: pairsOf(code, day),
    units: unitsOf(code, day),
    addOn: addOnOf(code, day),
    fees: feesOf(code, day, knowledge),
    hcpcs: day.hcpcs()?.table.get(code),
    descriptors: day.descriptors()?.table.get(code),
    diagnosis: diagnosisOf(code, day),
  };
  const inPairs = (pairs?.columnOne.length ?? 0) + (pairs?.columnTwo.length ?? 0) > 0;
  const known = [entry, addOn, fees, hcpcs, descriptors, diagnosis.icd10cm, diagnosis.notes].some(
    (each) => each !== undefined,
  );
  if (!known && !inPairs && (units ?? []).length === 0) return undefined;
  return {
    code,
    labels: entry === undefined || entry.label === '' ? [] : [entry.label],
    families: families.map(({ id, title, chapter }) => ({ id, title, chapter })),
    ...(parents.length === 0 ? {} : { parents: [...new Set(parents)].sort() }),
    ...present('addOn', addOn),
    addOnsOf: addOnsOf(code, day, knowledge),
    ...(inPairs ? present('pairs', pairs) : {}),
    ...((units ?? []).length > 0 ? present('units', units) : {}),
    ...present('fees', fees),
    ...present('hcpcs', hcpcs),
    ...present('descriptors', descriptors),
    ...diagnosis,
    editions: editionsOf(day),
  };
}
