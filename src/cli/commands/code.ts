import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { z } from 'zod';
import type { Determination } from '../../coding/determination.js';
import { createReplyRenderer } from '../../reply/index.js';
import { processEnvironment, readCatalogDir } from '../../config/index.js';
import { openEngine, openOfficialTables, type Engine, type Note } from '../../service/engine.js';
import { EXIT, Failure, wrongUsage } from '../exit.js';
import { readNote } from '../note-input.js';

interface CodeOptions {
  readonly json: boolean;
  readonly jsonl?: string;
  readonly knowledge?: string;
  readonly overlay?: string;
  readonly catalog?: string;
}

/** `caseconsultant code`: one case, or a batch with one answer a line in input order. */
export async function code(file: string | undefined, options: CodeOptions): Promise<number> {
  if (options.jsonl !== undefined) {
    if (file !== undefined) throw wrongUsage('Give a file or --jsonl, not both.');
    return await codeBatch(options.jsonl, engineOf(options));
  }
  if (file === undefined) {
    throw wrongUsage('Name a file, or - for standard input. Try: caseconsultant code case.txt');
  }
  const note = await readNote(file);
  const determination = engineOf(options).determine(note);
  process.stdout.write(
    options.json ? `${JSON.stringify(determination, null, 2)}\n` : asLetter(note, determination),
  );
  return EXIT.done;
}

const engineOf = ({ knowledge, overlay, catalog }: CodeOptions): Engine =>
  openEngine(
    knowledge,
    overlay,
    openOfficialTables(catalog ?? readCatalogDir(processEnvironment())),
  );

/** The text reply that a sender would get. */
function asLetter({ title }: Note, determination: Determination): string {
  const { text } = createReplyRenderer({}).render({
    reference: 'LOCAL',
    revision: 1,
    mail: { replyTo: '', subject: title ?? '', references: [], text: '', remarks: [] },
    answer: { kind: 'determination', determination },
  });
  return `${text.trimEnd()}\n`;
}

const batchLineSchema = z.object({
  id: z.string(),
  subject: z.string().default(''),
  body: z.string(),
});

async function codeBatch(file: string, engine: Engine): Promise<number> {
  const input = file === '-' ? process.stdin : createReadStream(file, 'utf8');
  if (input !== process.stdin) {
    await once(input, 'open').catch(() => {
      throw new Failure(`${file} cannot be read: no such file, or no permission.`);
    });
  }
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number += 1;
    if (line.trim() === '') continue;
    const { id, subject, body } = parseBatchLine(line, file, number);
    const determination = engine.determine(subject === '' ? { body } : { title: subject, body });
    const accepted = process.stdout.write(`${JSON.stringify({ id, determination })}\n`);
    if (!accepted) await once(process.stdout, 'drain');
  }
  return EXIT.done;
}

function parseBatchLine(
  line: string,
  file: string,
  number: number,
): z.output<typeof batchLineSchema> {
  const expected = 'expected one JSON object with "id", "subject" and "body" (texts) a line';
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Failure(`${file}, line ${number}: not JSON; ${expected}.`);
  }
  const parsed = batchLineSchema.safeParse(value);
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new Failure(
      `${file}, line ${number}: ${field || 'the line'} is missing or wrong; ${expected}.`,
    );
  }
  return parsed.data;
}
