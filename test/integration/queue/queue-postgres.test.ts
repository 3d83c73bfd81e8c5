import { afterAll } from 'vitest';
import { describeWith, startPostgres, type PostgresServer } from '../../helpers/servers/index.js';
import { queueSuite } from '../../unit/queue/queue-suite.js';

describeWith(['postgres'], 'the queue on PostgreSQL', () => {
  let server: PostgresServer | undefined;
  afterAll(async () => server?.stop());
  queueSuite(async () => {
    server = await startPostgres();
    return { mode: 'postgres', url: server.url };
  });
});
