import { describe, expect, it } from 'vitest';
import { determinationSchema } from '../../../src/coding/index.js';
import { openEngine } from '../../../src/service/engine.js';
import {
  misquotes,
  missingNotes,
  NOTES_FOLDER,
  quotesOf,
  realNotes,
} from '../../helpers/real-notes.js';

const missing = missingNotes();
if (missing.length > 0) {
  console.warn(`Skipped: coding real notes needs ${missing.join(', ')} in ${NOTES_FOLDER}.`);
}

describe.skipIf(missing.length > 0)('Real notes', () => {
  it(
    'are all coded without a fault, each excerpt the note’s own words',
    { timeout: 120_000 },
    () => {
      const engine = openEngine();
      const notes = realNotes();
      let quotes = 0;
      for (const { source, id, text } of notes) {
        const determination = determinationSchema.parse(engine.determine({ body: text }));
        quotes += quotesOf(determination).length;
        expect(misquotes(determination, text), `${source} ${id}`).toEqual([]);
      }
      expect(notes).toHaveLength(493);
      expect(quotes).toBeGreaterThan(0);
    },
  );
});

describe('A misquote', () => {
  const engine = openEngine();
  const text = 'Froze 3 AKs on the nose.';
  const determination = engine.determine({ body: text });

  it('is found wherever the answer quotes', () => {
    expect(quotesOf(determination).length).toBeGreaterThan(0);
    expect(misquotes(determination, text)).toEqual([]);
    expect(misquotes(determination, ` ${text}`)).toHaveLength(quotesOf(determination).length);
  });
});
