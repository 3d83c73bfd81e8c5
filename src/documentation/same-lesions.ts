import { conceptsOf, put, type Frame } from './frames.js';

/** What "the same lesion" of a later act is known by. */
const KNOWN_BY = ['lesion', 'site', 'laterality', 'diameter'] as const;

/** "Biopsy of a 0.7 cm BCC on the chest, then the same lesion was curetted": the second act is done on that BCC. */
export function followSameLesions(services: readonly Frame[]): void {
  services.forEach((frame, index) => {
    const before = services[index - 1];
    if (before === undefined || !conceptsOf(frame, 'relation').includes('same-lesion')) return;
    const unnamed = conceptsOf(frame, 'lesion').every((id) => id === 'unspecified-lesion');
    for (const element of KNOWN_BY) {
      const known = before.values.get(element) ?? [];
      if (element === 'lesion' && unnamed && known.length > 0) frame.values.delete(element);
      if (!frame.values.has(element)) for (const value of known) put(frame, element, value);
    }
  });
}
