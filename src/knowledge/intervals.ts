/**
 * Arithmetic on sets of numbers, as unions of intervals. Whole-number elements (counts) are kept in
 * closed bounds, so that "up to 14" and "15 or more" are seen to meet without a gap.
 */
export interface Interval {
  readonly low: number;
  readonly lowClosed: boolean;
  readonly high: number;
  readonly highClosed: boolean;
}

/** Sorted, disjoint, non-empty intervals. */
export type NumberSet = readonly Interval[];

export function point(value: number): NumberSet {
  return [{ low: value, lowClosed: true, high: value, highClosed: true }];
}

export function isEmpty(set: NumberSet): boolean {
  return set.length === 0;
}

/** The one number in the set, or undefined when there are none or several. */
export function singleNumber(set: NumberSet): number | undefined {
  const [only] = set;
  return set.length === 1 && only !== undefined && only.low === only.high ? only.low : undefined;
}

function holds(interval: Interval): boolean {
  return (
    interval.low < interval.high ||
    (interval.low === interval.high && interval.lowClosed && interval.highClosed)
  );
}

/** Closed whole-number bounds of the same set: (1..14) becomes [2..13]. */
function wholeBounds(interval: Interval): Interval {
  const low = Number.isFinite(interval.low)
    ? interval.lowClosed
      ? Math.ceil(interval.low)
      : Math.floor(interval.low) + 1
    : interval.low;
  const high = Number.isFinite(interval.high)
    ? interval.highClosed
      ? Math.floor(interval.high)
      : Math.ceil(interval.high) - 1
    : interval.high;
  return {
    low,
    lowClosed: Number.isFinite(low),
    high,
    highClosed: Number.isFinite(high),
  };
}

function touches(left: Interval, right: Interval, whole: boolean): boolean {
  if (right.low < left.high) return true;
  if (whole && right.low <= left.high + 1) return true;
  return right.low === left.high && (left.highClosed || right.lowClosed);
}

/** Sorts and merges; drops empty intervals. */
export function normalise(intervals: readonly Interval[], whole: boolean): NumberSet {
  const kept = intervals
    .map((interval) => (whole ? wholeBounds(interval) : interval))
    .filter(holds)
    .sort((a, b) => a.low - b.low || Number(b.lowClosed) - Number(a.lowClosed));
  const merged: Interval[] = [];
  for (const next of kept) {
    const last = merged.at(-1);
    if (last === undefined || !touches(last, next, whole)) {
      merged.push(next);
      continue;
    }
    const further = next.high > last.high || (next.high === last.high && next.highClosed);
    if (further) {
      merged[merged.length - 1] = { ...last, high: next.high, highClosed: next.highClosed };
    }
  }
  return merged;
}

function overlapOf(a: Interval, b: Interval): Interval {
  const [low, lowClosed] =
    a.low > b.low
      ? [a.low, a.lowClosed]
      : a.low < b.low
        ? [b.low, b.lowClosed]
        : [a.low, a.lowClosed && b.lowClosed];
  const [high, highClosed] =
    a.high < b.high
      ? [a.high, a.highClosed]
      : a.high > b.high
        ? [b.high, b.highClosed]
        : [a.high, a.highClosed && b.highClosed];
  return { low, lowClosed, high, highClosed };
}

export function intersect(a: NumberSet, b: NumberSet): NumberSet {
  return normalise(
    a.flatMap((left) => b.map((right) => overlapOf(left, right))),
    false,
  );
}

/** What of `a` is not in `b`. */
export function subtract(a: NumberSet, b: NumberSet, whole: boolean): NumberSet {
  let left = a;
  for (const cut of b) {
    const outside: Interval[] = [
      { low: -Infinity, lowClosed: false, high: cut.low, highClosed: !cut.lowClosed },
      { low: cut.high, lowClosed: !cut.highClosed, high: Infinity, highClosed: false },
    ];
    left = normalise(
      left.flatMap((interval) => outside.map((side) => overlapOf(interval, side))),
      whole,
    );
  }
  return left;
}

/** Plain words: "15 or more", "more than 0.5 up to 1", "2 to 14". */
export function describeNumbers(set: NumberSet, unit: string): string {
  const suffix = unit === '' ? '' : ` ${unit}`;
  return set
    .map(({ low, lowClosed, high, highClosed }) => {
      if (low === high) return `${low}${suffix}`;
      const openLow = low === -Infinity || (low === 0 && !lowClosed);
      if (high === Infinity)
        return lowClosed ? `${low}${suffix} or more` : `more than ${low}${suffix}`;
      if (openLow) return highClosed ? `${high}${suffix} or less` : `less than ${high}${suffix}`;
      if (lowClosed && highClosed) return `${low} to ${high}${suffix}`;
      const from = lowClosed ? `${low}${suffix} or more` : `more than ${low}${suffix}`;
      return highClosed
        ? `${from} up to ${high}${suffix}`
        : `${from} and less than ${high}${suffix}`;
    })
    .join(', or ');
}
