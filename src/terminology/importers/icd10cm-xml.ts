import { ImportError } from '../sources/import-error.js';
import type { Source } from '../sources/source.js';
import { readXml, type XmlHandler } from '../sources/xml.js';

/**
 * Reads a document of ICD-10-CM. One that lists changes alone ("isAddenda", old and new wording side by side) is refused: it is
 * no edition.
 * @throws ImportError as `readXml` does
 */
export async function readIcd10cmXml(
  source: Source,
  root: string,
  handler: XmlHandler,
): Promise<void> {
  await readXml(source, root, {
    ...handler,
    open: (name, attributes, line) => {
      if (name === 'diff' || (name === root && attributes['isAddenda'] === 'true'))
        throw new ImportError(
          source.name,
          line,
          'lists changes (addenda), not the whole edition. Import the full file.',
        );
      handler.open(name, attributes, line);
    },
  });
}
