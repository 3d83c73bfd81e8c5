import { describe, expect, it } from 'vitest';
import { createLog, describeError, type LogFields } from '../../../src/log/index.js';

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog('debug', { write: (line: string) => lines.push(line) }));
  return lines.join('');
}

describe('log lines', () => {
  it('drop every field that is not on the list', () => {
    const smuggled = { consultation: 'c1', subject: 'Jane Doe wart' } as LogFields;
    const line = logged((log) => log.info('moved on', smuggled));
    expect(line).toContain('"consultation":"c1"');
    expect(line).not.toContain('Jane');
  });

  it('reduce an error to its name, code and our own stack frames', () => {
    const error = Object.assign(new Error('550 no such user jane@doe.test'), { code: 'EENVELOPE' });
    const line = logged((log) => log.error('stage failed', { error }));
    expect(line).toContain('Error EENVELOPE');
    expect(line).toContain('log.test.ts');
    expect(line).not.toContain('jane');
  });

  it('describe what is not an error by its type', () => {
    expect(describeError('jane@doe.test')).toBe('string');
  });
});
