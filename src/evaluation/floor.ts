import { z } from 'zod';
import type { Figures } from './figures.js';

/** Figures below which a change is refused. They are only ever raised. */
export const floorSchema = z.strictObject({
  /** The case file that the floor was taken on: how many cases, and the SHA-256 of its bytes. */
  cases: z.strictObject({ count: z.number().int().positive(), sha256: z.hash('sha256') }),
  floor: z.record(z.string(), z.number()),
});

export type Floor = z.output<typeof floorSchema>;
export type CaseFile = Floor['cases'];

/** A figure with a floor. */
interface Held {
  readonly name: string;
  readonly label: string;
  readonly read: (figures: Figures) => number | undefined;
  /** Counts of mistakes are held from above. */
  readonly mistakes?: boolean;
  /**
   * The floor rises no further than this: a share of what is reported falls from 100 % as soon as more is
   * reported, and must not hold that back once it stands where it should.
   */
  readonly aim?: number;
}

const HELD: readonly Held[] = [
  { name: 'exact', label: 'exact cases', read: ({ exact }) => exact.share },
  { name: 'codeF1', label: 'code F1', read: ({ codes }) => codes.f1 },
  {
    name: 'codePrecision',
    label: 'code precision',
    read: ({ codes }) => codes.precision,
    aim: 0.92,
  },
  {
    name: 'documentedAndExact',
    label: 'all documented and exact',
    read: ({ documented }) => documented.share.share,
  },
  {
    name: 'documentedExact',
    label: 'exact where all is documented',
    read: ({ documented }) => documented.exact.share,
    aim: 0.97,
  },
  { name: 'diagnosisF1', label: 'diagnosis F1', read: ({ diagnoses }) => diagnoses.f1 },
  {
    name: 'mustNot',
    label: 'must-not violations',
    read: ({ mustNot }) => mustNot,
    mistakes: true,
  },
  {
    name: 'notExisting',
    label: 'codes that do not exist',
    read: ({ notExisting }) => notExisting,
    mistakes: true,
  },
];

const DECIMALS = 1e4;

export interface Below {
  readonly label: string;
  readonly floor: number;
  readonly now: number | undefined;
}

/** The figures that have fallen below their floor; a figure that can no longer be counted has fallen too. */
export function belowFloor(figures: Figures, { floor }: Floor): Below[] {
  return HELD.flatMap(({ name, label, read, mistakes = false }) => {
    const bound = floor[name];
    const now = read(figures);
    if (bound === undefined) return [];
    const holds = now !== undefined && (mistakes ? now <= bound : now >= bound);
    return holds ? [] : [{ label, floor: bound, now }];
  });
}

/**
 * The floor after this run: each figure the better of what stood and what was reached. A floor of another case
 * file says nothing of this one and is taken anew.
 */
export function raiseFloor(figures: Figures, cases: CaseFile, before: Floor | undefined): Floor {
  const stood = before?.cases.sha256 === cases.sha256 ? before.floor : {};
  const floor: Record<string, number> = {};
  for (const { name, read, mistakes = false, aim = 1 } of HELD) {
    const now = read(figures);
    const bound = stood[name];
    const reached =
      now === undefined || mistakes ? now : Math.min(aim, Math.floor(now * DECIMALS) / DECIMALS);
    const kept = [bound, reached].filter((value) => value !== undefined);
    if (kept.length > 0) floor[name] = mistakes ? Math.min(...kept) : Math.max(...kept);
  }
  return { cases, floor };
}
