import { ConfigurationError } from '../config/index.js';
import { KnowledgeError } from '../knowledge/index.js';
import { FolderInUseError, QueueSetupError, StoreError } from '../service/index.js';
import { EXIT, Failure } from './exit.js';

type Action<A extends unknown[]> = (...args: A) => Promise<number>;

/** Runs a command, turns what it throws into a message and an exit code, and lets pending output drain. */
export function run<A extends unknown[]>(action: Action<A>): (...args: A) => Promise<void> {
  return async (...args) => {
    try {
      process.exitCode = await action(...args);
    } catch (error) {
      if (!isForPeople(error)) throw error;
      process.stderr.write(`${error.message}\n`);
      process.exitCode = error instanceof Failure ? error.exitCode : EXIT.failed;
    }
  };
}

/** Errors whose message says what, where and what to do; anything else is a fault of ours, with its stack. */
function isForPeople(error: unknown): error is Error {
  return [
    Failure,
    ConfigurationError,
    KnowledgeError,
    FolderInUseError,
    QueueSetupError,
    StoreError,
  ].some((kind) => error instanceof kind);
}
