import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Ledger } from '../../../src/consultation/ports.js';
import { filingTests } from './ledger-filing.suite.js';
import { intakeTests } from './ledger-intake.suite.js';
import { leaseTests } from './ledger-lease.suite.js';
import { overviewTests } from './ledger-overview.suite.js';
import { replyTests } from './ledger-reply.suite.js';
import { retentionTests } from './ledger-retention.suite.js';
import { togetherTests } from './ledger-together.suite.js';

/** A ledger on some database, and a way to ask that database directly. */
export interface LedgerUnderTest {
  readonly ledger: Ledger;
  readonly sql: (text: string) => Promise<{ rows: unknown[] }>;
  close(): Promise<void>;
}

export type GetLedger = () => LedgerUnderTest;

/** Everything that the ledger promises, on whatever database `open` gives. Call inside `describe`. */
export function ledgerSuite(open: () => Promise<LedgerUnderTest>): void {
  let current: LedgerUnderTest | undefined;
  const get: GetLedger = () => {
    if (current === undefined) throw new Error('the ledger is not open');
    return current;
  };
  beforeAll(async () => {
    current = await open();
    await current.ledger.migrate();
  });
  beforeEach(async () => {
    await get().sql('truncate caseconsultant.consultations cascade');
  });
  afterAll(async () => current?.close());

  intakeTests(get);
  leaseTests(get);
  replyTests(get);
  filingTests(get);
  overviewTests(get);
  retentionTests(get);
  togetherTests(get);
}
