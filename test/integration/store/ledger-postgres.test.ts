import pg from 'pg';
import { openLedger } from '../../../src/store/index.js';
import { describeWith, startPostgres } from '../../helpers/servers/index.js';
import { ledgerSuite } from '../../unit/store/ledger-suite.js';

describeWith(['postgres'], 'the ledger on PostgreSQL', () => {
  ledgerSuite(async () => {
    const server = await startPostgres();
    const pool = new pg.Pool({ connectionString: server.url, max: 2 });
    // `end()` does not wait for the sockets: the server that stops next may still speak to one.
    pool.on('error', () => undefined);
    const ledger = openLedger({ kind: 'postgres', url: server.url });
    return {
      ledger,
      sql: (text) => pool.query(text),
      close: async () => {
        await ledger.close();
        await pool.end();
        await server.stop();
      },
    };
  });
});
