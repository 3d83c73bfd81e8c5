import type { Knowledge } from '../knowledge/index.js';
import type { Citation } from './determination.js';

/** Citations by id, each once, as the determination shows them. */
export function citationsOf(ids: readonly string[], { citations }: Knowledge): Citation[] {
  return [...new Set(ids)].flatMap((id) => {
    const entry = citations.get(id);
    if (!entry) return [];
    const { title, section, edition, effective, url } = entry;
    return [
      {
        id,
        title,
        ...(section === undefined ? {} : { section }),
        ...(edition === undefined ? {} : { edition }),
        ...(effective === undefined ? {} : { effective }),
        ...(url === undefined ? {} : { url }),
      },
    ];
  });
}
