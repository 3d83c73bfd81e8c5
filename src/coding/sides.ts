import type { DocumentedService, DocumentedValue } from '../documentation/types.js';

export type Side = 'left' | 'right';

/** The sides that values of `laterality` name. */
export function sidesOfValues(values: readonly DocumentedValue[]): ReadonlySet<Side> {
  return new Set(
    values.flatMap((value): Side[] => {
      if (value.kind !== 'concept') return [];
      const { concept } = value;
      if (concept === 'bilateral') return ['left', 'right'];
      return concept === 'left' || concept === 'right' ? [concept] : [];
    }),
  );
}

/** The sides that services name; empty where the note is silent. */
export function sidesOf(services: readonly DocumentedService[]): ReadonlySet<Side> {
  return sidesOfValues(services.flatMap((service) => service.arguments['laterality'] ?? []));
}
