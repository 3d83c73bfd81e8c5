import { SaxesParser } from 'saxes';
import { ImportError } from './import-error.js';
import type { Source } from './source.js';

/** What a reader of XML is told, in document order. */
export interface XmlHandler {
  open(name: string, attributes: Readonly<Record<string, string>>, line: number): void;
  text(text: string): void;
  close(name: string): void;
}

/**
 * Reads a document strictly and in one pass.
 * @param root the element that the document must have at its top
 * @throws ImportError at the line where it is not well formed, ends too early, or is another document
 */
export async function readXml(source: Source, root: string, handler: XmlHandler): Promise<void> {
  const parser = new SaxesParser();
  let depth = 0;
  let failure: Error | undefined;
  const guarded = (act: () => void) => {
    try {
      if (failure === undefined) act();
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
    }
  };
  parser.on('error', (error) => {
    failure ??= new ImportError(
      source.name,
      parser.line,
      `is not well-formed XML (${error.message.replace(/^\d+:\d+: /, '')}). The file is cut or damaged: download it again.`,
    );
  });
  parser.on('opentag', ({ name, attributes }) => {
    guarded(() => {
      if (depth === 0 && name !== root)
        throw new ImportError(
          source.name,
          parser.line,
          `has <${name}> at its top, expected <${root}>. Is it the right file?`,
        );
      depth += 1;
      handler.open(name, attributes, parser.line);
    });
  });
  parser.on('text', (text) => {
    guarded(() => {
      handler.text(text);
    });
  });
  parser.on('closetag', ({ name }) => {
    guarded(() => {
      depth -= 1;
      handler.close(name);
    });
  });
  const decoder = new TextDecoder('utf-8');
  for await (const chunk of await source.open()) {
    parser.write(decoder.decode(chunk as Buffer, { stream: true }));
    if (failure !== undefined) throw failure;
  }
  guarded(() => {
    parser.write(decoder.decode());
    parser.close();
  });
  if (failure !== undefined) throw failure;
}
