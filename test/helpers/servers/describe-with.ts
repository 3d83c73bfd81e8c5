import { describe, it } from 'vitest';
import { INSTALL_COMMAND, missingServers, type ServerProgram } from './programs.js';

/** In the title of what was skipped: scripts/test.mjs looks for it to say so at the end of the run. */
export const NOT_INSTALLED = 'not installed:';

/**
 * `describe` for tests that need real servers. Where one is not installed the tests are skipped, and
 * the title says what is missing; with CASECONSULTANT_REQUIRE_SERVERS=1 (CI) they fail instead.
 */
export function describeWith(
  needed: readonly ServerProgram[],
  title: string,
  tests: () => void,
): void {
  const missing = missingServers(needed);
  if (missing.length === 0) {
    describe(title, tests);
    return;
  }
  const lack = `${NOT_INSTALLED} ${missing.join(', ')}`;
  if (process.env.CASECONSULTANT_REQUIRE_SERVERS === '1') {
    describe(title, () => {
      it(`has the servers that it needs`, () => {
        throw new Error(`${lack}. Install with: ${INSTALL_COMMAND}`);
      });
    });
    return;
  }
  describe.skip(`${title} [${lack}]`, tests);
}
