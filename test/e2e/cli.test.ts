import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { determinationSchema } from '../../src/coding/index.js';
import { letter } from '../helpers/letters.js';
import { caseconsultant } from '../helpers/program.js';

const dir = mkdtempSync(join(tmpdir(), 'cc-cli-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const file = (name: string, content: string | Buffer) => {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
};
const NOTE = 'LN2 cryotherapy to 6 actinic keratoses on the scalp.\n';

describe('caseconsultant code', () => {
  it('prints the reply that a sender would get', async () => {
    const { code, stdout } = await caseconsultant(['code', file('case.txt', NOTE)]);
    expect(code).toBe(0);
    expect(stdout).toContain('17000, 17003 x 5');
    expect(stdout).toContain('actinic keratoses');
  });

  it('reads standard input, takes a subject line as title, and prints JSON of the published schema', async () => {
    const { code, stdout } = await caseconsultant(['code', '-', '--json'], {
      input: 'Subject: 12 plantar warts\n\nFrozen with LN2 today.\n',
    });
    expect(code).toBe(0);
    const determination = determinationSchema.parse(JSON.parse(stdout));
    expect(determination.lines.map((line) => line.code)).toEqual(['17110']);
  });

  it('reads a letter', async () => {
    const { stdout } = await caseconsultant([
      'code',
      file('case.eml', letter({ text: 'Paring of 3 corns on the right foot.' }).raw),
      '--json',
    ]);
    expect(determinationSchema.parse(JSON.parse(stdout)).lines[0]?.code).toBe('11056');
  });

  it('answers a batch line by line in input order', async () => {
    const lines = [
      { id: 'b', subject: '', body: 'Froze 3 AKs on the nose.' },
      { id: 'a', subject: 'paring', body: 'Pared one callus, left heel.' },
    ];
    const { code, stdout } = await caseconsultant([
      'code',
      '--jsonl',
      file('batch.jsonl', lines.map((line) => JSON.stringify(line)).join('\n')),
    ]);
    expect(code).toBe(0);
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; determination: unknown });
    expect(answers.map(({ id }) => id)).toEqual(['b', 'a']);
    expect(
      answers.map(({ determination }) =>
        determinationSchema.parse(determination).lines.map((line) => `${line.code}x${line.units}`),
      ),
    ).toEqual([['17000x1', '17003x2'], ['11055x1']]);
  });

  it('names file and line of a broken batch', async () => {
    const path = file('broken.jsonl', '{"id":"a","body":"Froze 3 AKs."}\nnot json\n');
    const { code, stderr } = await caseconsultant(['code', '--jsonl', path]);
    expect(code).toBe(1);
    expect(stderr).toContain(`${path}, line 2: not JSON`);
  });

  it.each([
    ['a missing file', ['code', join(dir, 'absent.txt')], 1, 'cannot be read'],
    ['an empty file', ['code', file('empty.txt', ' \n')], 1, 'is empty'],
    ['nothing to code', ['code'], 2, 'caseconsultant code case.txt'],
    ['a file and a batch', ['code', 'a.txt', '--jsonl', 'b.jsonl'], 2, 'not both'],
    ['an unknown option', ['code', '--fast'], 2, 'unknown option'],
    ['an unknown command', ['cod'], 2, 'unknown command'],
    ['an unknown role', ['start', '--role', 'sender'], 2, 'Allowed choices are poller'],
  ])('says what is wrong about %s', async (_what, args, expected, message) => {
    const { code, stdout, stderr } = await caseconsultant(args);
    expect(code).toBe(expected);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
  });
});

describe('caseconsultant knowledge', () => {
  it('lists the families and shows the table of one', async () => {
    const list = await caseconsultant(['knowledge', 'show']);
    expect(list.stdout).toContain('shave-removal');
    const shown = await caseconsultant(['knowledge', 'show', 'shave-removal']);
    expect(shown.stdout).toContain('11301');
    const unknown = await caseconsultant(['knowledge', 'show', 'shaves']);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('Known: ');
  });

  it('checks every table and every worked case', async () => {
    const { code, stdout } = await caseconsultant(['knowledge', 'check']);
    expect(stdout).toMatch(/\d+ families and \d+ worked cases are in order/);
    expect(code).toBe(0);
  });
});

describe('operator commands', () => {
  const env = { DATA_DIR: join(dir, 'data') };

  it('list nothing on a fresh installation, and know no reference', async () => {
    const list = await caseconsultant(['cases', 'list'], { env, cwd: dir });
    expect(list).toMatchObject({ code: 0, stdout: 'No consultations.\n' });
    const show = await caseconsultant(['cases', 'show', '1234ABCD'], { env, cwd: dir });
    expect(show.code).toBe(1);
    expect(show.stderr).toContain('No consultation has the id or reference');
    const state = await caseconsultant(['cases', 'list', '--state', 'open'], { env, cwd: dir });
    expect(state.code).toBe(2);
    expect(state.stderr).toContain('needs-attention');
  });

  it('doctor and start name every setting that is missing', async () => {
    for (const command of ['doctor', 'start']) {
      const { code, stdout, stderr } = await caseconsultant([command], { env, cwd: dir });
      expect(code).toBe(1);
      for (const name of ['MAIL_ADDRESS', 'IMAP_HOST', 'SMTP_HOST']) {
        expect(stdout + stderr).toContain(`${name} is missing`);
      }
    }
  });
});

describe('caseconsultant demo', () => {
  it('mails a case in and shows the reply, its files and exit code 0', async () => {
    const out = join(dir, 'demo');
    const { code, stdout } = await caseconsultant(['demo', '--out', out]);
    expect(code).toBe(0);
    for (const step of ['mailed', 'received', 'documented', 'coded', 'replied']) {
      expect(stdout).toMatch(new RegExp(`\\d\\.\\d{3} s {2}${step}`));
    }
    expect(stdout).toContain('17003');
    expect(readFileSync(join(out, 'reply.html'), 'utf8')).toContain('17003');
    expect(readFileSync(join(out, 'reply.eml'), 'utf8')).toContain('Auto-Submitted: auto-replied');
  });

  it('sends a case of the user, and says when the file is not there', async () => {
    const { code, stdout } = await caseconsultant([
      'demo',
      '--case',
      file('own.txt', 'Pared one callus, left heel.'),
      '--out',
      join(dir, 'own'),
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('11055');
    const absent = await caseconsultant(['demo', '--case', join(dir, 'absent.txt')]);
    expect(absent.code).toBe(1);
    expect(absent.stderr).toContain('cannot be read');
  });
});
