import { z } from 'zod';

const units = z.number().int().positive();
const code = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9.]{3,8}$/, 'must be a code, e.g. "11102" or "L57.0"')
  .transform((text) => text.toUpperCase());

/** One line of a case file. */
const caseSchema = z.object({
  id: z.string().min(1),
  specialty: z.string().default('unstated'),
  subject: z.string().default(''),
  body: z.string().min(1),
  /** The codes that the case should get, with the total units of the case; none where diagnoses alone are asked for. */
  gold: z.array(
    z.object({ code, units: units.default(1), modifiers: z.array(z.string()).default([]) }),
  ),
  /** ICD-10-CM codes in order, where the key gives them. */
  dx: z.array(code).default([]),
  /** Codes that the key calls wrong for this case. */
  must_not: z.array(code).default([]),
});

/** A case with its answer key. Unknown fields of the file (notes, difficulty) are left out. */
export type EvaluationCase = z.output<typeof caseSchema>;

/** Why one line of a case file cannot be used; lines count from 1. */
export interface CaseFault {
  readonly line: number;
  readonly message: string;
}

/** Reads a case file: one JSON object a line, empty lines left out. */
export function readCases(text: string): { cases: EvaluationCase[]; faults: CaseFault[] } {
  const cases: EvaluationCase[] = [];
  const faults: CaseFault[] = [];
  const firstLine = new Map<string, number>();
  text.split('\n').forEach((content, index) => {
    if (content.trim() === '') return;
    const line = index + 1;
    const fault = (message: string) => faults.push({ line, message });
    const value = parse(content);
    if (value === undefined) return fault('not JSON; a case is one JSON object on one line');
    const read = caseSchema.safeParse(value);
    if (!read.success) {
      for (const { path, message } of read.error.issues) {
        fault(`${path.join('.') || 'the line'}: ${message}`);
      }
      return;
    }
    const { id, gold, dx } = read.data;
    const before = firstLine.get(id);
    if (before !== undefined) return fault(`the id "${id}" is already used in line ${before}`);
    if (gold.length + dx.length === 0) return fault('neither gold nor dx holds a code to compare');
    firstLine.set(id, line);
    cases.push(read.data);
  });
  return { cases, faults };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
