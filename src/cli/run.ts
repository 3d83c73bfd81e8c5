import { EXIT, Failure } from './exit.js';

type Action<A extends unknown[]> = (...args: A) => Promise<number>;

/**
 * Errors whose message says what, where and what to do; anything else is a fault of ours and shows its stack.
 * By name: importing their modules would load mail, queue and database for every command.
 */
const FOR_PEOPLE: ReadonlySet<string> = new Set([
  'Failure',
  'ConfigurationError',
  'KnowledgeError',
  'ImportError',
  'CatalogError',
  'ReleasesError',
  'FolderInUseError',
  'QueueSetupError',
  'StoreError',
  'MailboxError',
]);

/** Runs a command, turns what it throws into a message and an exit code, and lets pending output drain. */
export function run<A extends unknown[]>(action: Action<A>): (...args: A) => Promise<void> {
  return async (...args) => {
    try {
      process.exitCode = await action(...args);
    } catch (error) {
      if (!(error instanceof Error) || !FOR_PEOPLE.has(error.name)) throw error;
      process.stderr.write(`${error.message}\n`);
      process.exitCode = error instanceof Failure ? error.exitCode : EXIT.failed;
    }
  };
}
