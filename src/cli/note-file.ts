import type { Note } from '../service/engine.js';
import { Failure } from './exit.js';

/** A first line "Subject: ..." is the title, as a mail program would show it. */
export function noteFromText(text: string, file: string): Note {
  if (text.trim() === '') throw new Failure(`${file === '-' ? 'Standard input' : file} is empty.`);
  const match = /^Subject:[ \t]*(.*)\r?\n/i.exec(text);
  const title = match?.[1]?.trim();
  if (match === null || title === undefined || title === '') return { body: text };
  return { title, body: text.slice(match[0].length).replace(/^\s*\n/, '') };
}
