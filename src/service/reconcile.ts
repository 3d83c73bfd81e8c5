import { codesOfTables, inRanges, rangeOf, type Knowledge } from '../knowledge/index.js';
import { formatIcd10cm, isStale, pfsRow, type OfficialDay } from '../terminology/index.js';

type Check = Knowledge['policies']['differences'][number]['check'];

/** Something that our tables and an official file say differently of a code. */
export interface Difference {
  readonly check: Check;
  readonly code: string;
  /** Our family; absent for diagnoses. */
  readonly family?: string;
  readonly text: string;
  /** Why it is meant, where the knowledge says so. */
  readonly because?: string;
}

const isLevelTwo = (code: string) => /^[A-Z]\d{4}$/.test(code);
const DELETED = new Set(['D', 'F', 'G', 'H']);
/** Values of the bilateral indicator with which modifier 50 stands. */
const BILATERAL = new Set(['1', '3']);

function* feeDifferences({ families }: Knowledge, day: OfficialDay): Iterable<Difference> {
  const fees = day.fees();
  const hcpcs = day.hcpcs();
  for (const { id: family, codes, reporting } of families.values())
    for (const { code, sides } of codes.values()) {
      const record = fees?.table.get(code);
      const row = record && pfsRow(record);
      // Supplies stand in the HCPCS file; the fee schedule has some of them.
      const held = isLevelTwo(code) ? hcpcs : fees;
      const known = row !== undefined || hcpcs?.table.get(code) !== undefined;
      if (held !== undefined && !known && !(isLevelTwo(code) && isStale(held.edition, day.date)))
        yield {
          check: 'not-in-file',
          code,
          family,
          text: `is not in the ${held.edition.kind} edition of ${held.edition.effective}`,
        };
      if (row === undefined) continue;
      if (DELETED.has(row.status))
        yield { check: 'deleted', code, family, text: `has status ${row.status}` };
      if (
        reporting.laterality === 'bilateral-50' &&
        sides === undefined &&
        !BILATERAL.has(row.bilateral)
      )
        yield {
          check: 'bilateral',
          code,
          family,
          text: `is reported with 50 for both sides; the bilateral indicator is ${row.bilateral}`,
        };
    }
}

function* addOnDifferences({ families }: Knowledge, day: OfficialDay): Iterable<Difference> {
  const addOns = day.addOns();
  if (addOns === undefined) return;
  for (const { id: family, codes } of families.values())
    for (const { code, addOn } of codes.values()) {
      const record = addOns.table.get(code);
      if (record !== undefined && addOn === undefined)
        yield {
          check: 'add-on-without-parent',
          code,
          family,
          text: `is an add-on of type ${record.type}, and has no parent here`,
        };
      if (addOn === undefined) continue;
      if (record === undefined) {
        yield {
          check: 'add-on-not-listed',
          code,
          family,
          text: 'is an add-on here, and is not in the add-on file',
        };
        continue;
      }
      const listed = new Set(record.primaries.map((primary) => primary.code));
      // CCCCC: the parents are left to the contractor.
      const strange = listed.has('CCCCC')
        ? []
        : addOn.parents.filter((parent) => !listed.has(parent));
      if (strange.length > 0)
        yield {
          check: 'parent-not-listed',
          code,
          family,
          text: `has parents that the add-on file does not list: ${strange.join(', ')}`,
        };
    }
}

function* diagnosisDifferences({ diagnoses }: Knowledge, day: OfficialDay): Iterable<Difference> {
  const order = day.icd10cm();
  if (order === undefined) return;
  for (const code of codesOfTables(diagnoses))
    if (formatIcd10cm(code) === code && order.table.get(code)?.reportable !== true)
      yield {
        check: 'not-reportable',
        code,
        text: `is no reportable code of the edition of ${order.edition.effective}`,
      };
}

/** Every difference between our tables and the editions of one day, with its explanation where the knowledge has one. */
export function reconcile(knowledge: Knowledge, day: OfficialDay): Difference[] {
  const explained = knowledge.policies.differences.map(({ check, codes, because }) => ({
    check,
    ranges: codes.map(rangeOf),
    because,
  }));
  const found = [
    ...feeDifferences(knowledge, day),
    ...addOnDifferences(knowledge, day),
    ...diagnosisDifferences(knowledge, day),
  ];
  return found.map((difference) => {
    const entry = explained.find(
      ({ check, ranges }) => check === difference.check && inRanges(difference.code, ranges),
    );
    return entry === undefined ? difference : { ...difference, because: entry.because };
  });
}
