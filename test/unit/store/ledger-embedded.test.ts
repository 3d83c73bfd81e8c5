import { describe } from 'vitest';
import { openLedger, openMemoryPool } from '../../../src/store/index.js';
import { ledgerSuite } from './ledger-suite.js';

describe('the ledger on the embedded database', () => {
  ledgerSuite(async () => {
    const pool = await openMemoryPool();
    return {
      ledger: openLedger({ kind: 'embedded', pool }),
      sql: (text) => pool.query(text),
      close: () => pool.end(),
    };
  });
});
