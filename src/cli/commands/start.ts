import { processEnvironment, readConfig } from '../../config/index.js';
import { createLog } from '../../log/index.js';
import { startService, type Role } from '../../service/index.js';
import { EXIT, Failure } from '../exit.js';
import { untilStopped } from '../signals.js';

/** `caseconsultant start`: runs until SIGTERM or SIGINT, then finishes what is in hand. */
export async function start(options: { role?: readonly Role[] }): Promise<number> {
  const config = readConfig(processEnvironment());
  if (options.role !== undefined && config.store.kind === 'embedded') {
    throw new Failure(
      '--role needs stores that several processes can share. Set DATABASE_URL (and REDIS_URL), or start without --role.',
    );
  }
  const log = createLog(config.logLevel);
  const service = await startService(config, {
    log,
    ...(options.role === undefined ? {} : { roles: options.role }),
  });
  await untilStopped();
  await service.stop();
  return EXIT.done;
}
