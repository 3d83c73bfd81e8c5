import { processEnvironment, readStoreConfig } from '../../config/index.js';
import { referenceOf, STATES, type CaseSummary, type StateName } from '../../consultation/index.js';
import { explainReason } from '../../consultation/reasons.js';
import { openLedgerFor, type OperatorLedger } from '../../service/index.js';
import { EXIT, Failure, wrongUsage } from '../exit.js';
import { table } from '../table.js';

async function withLedger<T>(use: (ledger: OperatorLedger) => Promise<T>): Promise<T> {
  const { store } = readStoreConfig(processEnvironment());
  const { ledger, close } = await openLedgerFor(store);
  try {
    return await use(ledger);
  } finally {
    await close();
  }
}

export async function casesList(options: {
  state?: string;
  limit: string;
  json: boolean;
}): Promise<number> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1)
    throw wrongUsage('--limit must be a whole number from 1.');
  const states = options.state === undefined ? undefined : [knownState(options.state)];
  const rows = await withLedger((ledger) =>
    ledger.list({ limit, ...(states === undefined ? {} : { states }) }),
  );
  if (options.json) {
    process.stdout.write(`${JSON.stringify(rows)}\n`);
  } else if (rows.length === 0) {
    process.stdout.write('No consultations.\n');
  } else {
    process.stdout.write(
      table(['id', 'reference', 'rev', 'state', 'reason', 'received', 'tries'], rows.map(cells)),
    );
  }
  return EXIT.done;
}

function cells(row: CaseSummary): string[] {
  return [
    row.id,
    referenceOf(row.caseId),
    String(row.revision),
    row.state,
    row.reason?.code ?? '',
    row.receivedAt.toISOString(),
    String(row.attempts),
  ];
}

function knownState(text: string): StateName {
  const state = STATES.find((name) => name === text);
  if (state === undefined) throw wrongUsage(`--state must be one of ${STATES.join(', ')}.`);
  return state;
}

/** The consultation with this id, or the newest revision of the case with this reference. */
async function find(ledger: OperatorLedger, text: string): Promise<CaseSummary> {
  const wanted = text.toLowerCase();
  const rows = await ledger.list({ limit: 100_000 });
  const row =
    rows.find((candidate) => candidate.id === wanted) ??
    rows.find((candidate) => referenceOf(candidate.caseId).toLowerCase() === wanted);
  if (row === undefined) {
    throw new Failure(
      `No consultation has the id or reference "${text}". See: caseconsultant cases list`,
    );
  }
  return row;
}

export async function casesShow(text: string, options: { json: boolean }): Promise<number> {
  return await withLedger(async (ledger) => {
    const row = await find(ledger, text);
    const events = await ledger.events(row.id);
    if (options.json) {
      process.stdout.write(`${JSON.stringify({ ...row, events })}\n`);
      return EXIT.done;
    }
    const lines = [
      `${row.id}  (reference ${referenceOf(row.caseId)}, revision ${row.revision})`,
      `state      ${row.state}`,
      `received   ${row.receivedAt.toISOString()}`,
      `updated    ${row.updatedAt.toISOString()}`,
    ];
    if (row.reason !== undefined) {
      const { operator, nextStep } = explainReason(row.reason.code);
      const detail = row.reason.detail === undefined ? '' : ` [${row.reason.detail}]`;
      lines.push(`reason     ${row.reason.code}${detail}: ${operator}`, `next step  ${nextStep}`);
    }
    lines.push('history');
    for (const { at, event, detail } of events) {
      lines.push(`  ${at.toISOString()}  ${event}${detail === undefined ? '' : `  ${detail}`}`);
    }
    process.stdout.write(`${lines.join('\n')}\n`);
    return EXIT.done;
  });
}

export async function casesRetry(text: string): Promise<number> {
  return await withLedger(async (ledger) => {
    const row = await find(ledger, text);
    if (!(await ledger.retry(row.id, new Date()))) {
      throw new Failure(
        `${row.id} is ${row.state}; only a parked or declined consultation whose reply is certainly not out can be retried.`,
      );
    }
    process.stdout.write(
      `${row.id} will be worked on again within half a minute of a running service.\n`,
    );
    return EXIT.done;
  });
}
