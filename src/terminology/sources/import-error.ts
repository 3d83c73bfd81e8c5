/**
 * A release file that cannot be taken as it is. The message names the file, the line where there is one, what was
 * expected and what to do; nothing of the file has been taken over when it is thrown.
 */
export class ImportError extends Error {
  constructor(source: string, line: number | undefined, message: string) {
    super(line === undefined ? `${source}: ${message}` : `${source}, line ${line}: ${message}`);
    this.name = 'ImportError';
  }
}
