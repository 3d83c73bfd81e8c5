import { SaxesParser } from 'saxes';
import { ImportError } from './import-error.js';
import { checkText } from './lines.js';
import type { Source } from './source.js';

/** What a reader of XML is told, in document order. */
export interface XmlHandler {
  open(name: string, attributes: Readonly<Record<string, string>>, line: number): void;
  text(text: string): void;
  close(name: string, line: number): void;
}

/**
 * Reads a document strictly and in one pass.
 * @param root the element that the document must have at its top
 * @throws ImportError at the line where it is not well formed, ends too early, is another document or no UTF-8
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
      handler.close(name, parser.line);
    });
  });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const write = (bytes?: Buffer) => {
    let text: string;
    try {
      text = bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch {
      failure = new ImportError(
        source.name,
        parser.line,
        'has bytes that are no UTF-8 here or just below. The file is damaged, or was saved in another encoding: download it again.',
      );
      return;
    }
    parser.write(text);
  };
  let first = true;
  for await (const chunk of await source.open()) {
    if (first) checkText(source, chunk as Buffer);
    first = false;
    write(chunk as Buffer);
    if (failure !== undefined) throw failure;
  }
  guarded(() => {
    write();
    parser.close();
  });
  if (failure !== undefined) throw failure;
}
