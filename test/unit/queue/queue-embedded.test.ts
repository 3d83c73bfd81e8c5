import { afterAll, describe } from 'vitest';
import { openMemoryPool, type EmbeddedPool } from '../../../src/store/index.js';
import { queueSuite } from './queue-suite.js';

describe('the queue on the embedded database', () => {
  let pool: EmbeddedPool | undefined;
  afterAll(async () => pool?.end());
  queueSuite(async () => {
    pool = await openMemoryPool();
    return { mode: 'embedded', pool };
  });
});
