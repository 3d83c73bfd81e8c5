import { readFile } from 'node:fs/promises';
import { text as readStream } from 'node:stream/consumers';
import { explainReason } from '../consultation/reasons.js';
import type { Note } from '../service/engine.js';
import { Failure } from './exit.js';
import { noteFromText } from './note-file.js';

/** One note from a text file, an .eml file, or `-` for standard input. */
export async function readNote(file: string): Promise<Note> {
  const bytes = await readInput(file);
  if (!file.toLowerCase().endsWith('.eml')) return noteFromText(bytes.toString('utf8'), file);
  // Loaded here only: a text file needs no mail libraries.
  const { createMailReader } = await import('../mail/index.js');
  const reader = createMailReader({});
  try {
    const outcome = await reader.read(bytes);
    if (outcome.kind === 'unreadable') {
      const { operator, nextStep } = explainReason(outcome.reason.code);
      throw new Failure(`${file} cannot be read: ${operator} ${nextStep}`);
    }
    const { subject, text } = outcome.mail;
    return subject === '' ? { body: text } : { title: subject, body: text };
  } finally {
    await reader.close();
  }
}

async function readInput(file: string): Promise<Buffer> {
  if (file === '-') return Buffer.from(await readStream(process.stdin), 'utf8');
  try {
    return await readFile(file);
  } catch {
    throw new Failure(`${file} cannot be read: no such file, or no permission.`);
  }
}
