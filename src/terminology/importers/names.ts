/* What the agencies' file names say of dates. */

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const two = (value: number) => String(value).padStart(2, '0');

/** "26" or "2026" -> 2026. */
export const fullYear = (year: string) => (year.length === 2 ? 2000 : 0) + Number(year);

/** The first day of a month given by its English name or the beginning of it. */
export function monthStart(year: number, month: string): string | undefined {
  const index = MONTHS.indexOf(month.slice(0, 3).toLowerCase());
  return index < 0 ? undefined : `${year}-${two(index + 1)}-01`;
}

/** The first day of a quarter, 1 to 4. */
export const quarterStart = (year: number, quarter: number): string =>
  `${year}-${two(quarter * 3 - 2)}-01`;
