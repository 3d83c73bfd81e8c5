import { start } from '../src/cli/commands/start.js';
import { run } from '../src/cli/run.js';
import type { Role } from '../src/service/index.js';

/** A worker process is `caseconsultant start` with its role fixed. */
export const runRole = run(
  async (role?: Role) => await start(role === undefined ? {} : { role: [role] }),
);
