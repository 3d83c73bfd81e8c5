import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

describe('caseconsultant eval', () => {
  const scored = (id: string, body: string, code: string, more: object = {}) =>
    JSON.stringify({ id, specialty: 'skin', subject: '', body, gold: [{ code }], ...more });
  const cases = file(
    'cases.jsonl',
    [
      scored('right', 'Pared one callus, left heel.', '11055', { dx: ['L84'] }),
      scored('wrong', 'LN2 to 16 actinic keratoses, scalp.', '17000', { must_not: ['17004'] }),
      scored('silent', 'Multiple actinic keratoses were treated with cryotherapy.', '17000'),
    ].join('\n'),
  );
  const floor = join(dir, 'floor.json');

  it('prints the scoreboard beside a text search', async () => {
    const { code, stdout } = await caseconsultant(['eval', cases]);
    expect(code).toBe(0);
    expect(stdout).toContain('CaseConsultant  text search');
    expect(stdout).toMatch(/exact cases +33\.3 % \(1\/3\)/);
    expect(stdout).toMatch(/must-not violations +1 /);
    expect(stdout).toMatch(/\nskin +3 /);
    expect(stdout).not.toContain('expected');
  });

  it('lists what was missed: expected, reported, asked', async () => {
    const { stdout } = await caseconsultant(['eval', cases, '--misses']);
    expect(stdout).toMatch(/wrong, skin\n +expected +17000\n +reported +17004\n +must not +17004/);
    expect(stdout).toMatch(/silent, skin\n +expected +17000\n +reported +none\n +asked +count/);
    expect(stdout).not.toContain('right, skin');
  });

  it('prints JSON alone on stdout', async () => {
    const { stdout } = await caseconsultant(['eval', cases, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      engine: { cases: 3, exact: { hits: 1, of: 3 }, mustNot: 1 },
      baseline: { cases: 3 },
    });
  });

  it('holds a floor, which rises and does not fall', async () => {
    const held = ['eval', cases, '--floor', floor];
    const before = await caseconsultant(held);
    expect(before.code).toBe(1);
    expect(before.stderr).toContain('Write it with --raise');
    expect((await caseconsultant([...held, '--raise'])).code).toBe(0);
    expect((await caseconsultant(held)).code).toBe(0);
    const written = readFileSync(floor, 'utf8');
    writeFileSync(floor, written.replace(/"exact": 0\.\d+/, '"exact": 0.9'));
    const fallen = await caseconsultant(held);
    expect(fallen.code).toBe(1);
    expect(fallen.stderr).toContain('exact cases: 0.3333, floor 0.9');
    expect(fallen.stdout).toContain('exact cases');
    const other = await caseconsultant([
      'eval',
      file('other.jsonl', scored('one', 'Pared one callus.', '11055')),
      '--floor',
      floor,
    ]);
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('was taken on another case file (3 cases)');
  });

  it.each([
    ['a missing file', [join(dir, 'absent.jsonl')], 1, 'absent.jsonl cannot be read'],
    ['no file', [], 2, "missing required argument 'file'"],
    ['an empty file', [file('none.jsonl', '\n')], 1, 'holds no case'],
    ['a bad line', [file('bad.jsonl', '{"id":"a","body":"b"}\n')], 1, 'bad.jsonl, line 1: gold: '],
    ['a rise without a floor', [cases, '--raise'], 2, '--floor FILE'],
  ])('says what is wrong about %s', async (_what, args, expected, message) => {
    const { code, stdout, stderr } = await caseconsultant(['eval', ...args]);
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

  // All families at once are a step of `npm run check`.
  it('checks every file, and the worked cases of the families named', async () => {
    const { code, stdout } = await caseconsultant([
      'knowledge',
      'check',
      'shave-removal',
      'mohs-surgery',
    ]);
    expect(stdout).toMatch(
      /^The files, shave-removal, mohs-surgery and \d{2} worked cases are in order/,
    );
    expect(code).toBe(0);
  });

  it('explains every row of the families that found something in a note', async () => {
    const { code, stdout } = await caseconsultant(['knowledge', 'explain', file('ak.txt', NOTE)]);
    expect(code).toBe(0);
    expect(stdout).toContain('(destruction-premalignant)');
    expect(stdout).toMatch(/\+ 17000\.two-to-fourteen +met +17000 \+ 17003 /);
    expect(stdout).toMatch(/- 17004\.fifteen-or-more +not-met .*needs 15 or more; documented is 6/);
  });

  it("lays a practice's own folder over ours, and names its faults", async () => {
    const own = join(dir, 'own/lexicon');
    mkdirSync(own, { recursive: true });
    const word = (words: string) =>
      `kind: lesion\nconcepts:\n  - { id: own-lesion, label: own lesion, is: [${words}], words: [zebra spot] }\n`;
    const note = file('own.txt', 'LN2 cryotherapy to 6 zebra spots on the scalp.\n');
    writeFileSync(join(own, 'own.yaml'), word('actinic-keratosis'));
    const coded = await caseconsultant(['code', note, '--overlay', join(dir, 'own')]);
    expect(coded.stdout).toContain('17000, 17003 x 5');
    writeFileSync(join(own, 'own.yaml'), word('no-such-lesion'));
    const refused = await caseconsultant(['code', note, '--overlay', join(dir, 'own')]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/own\/lexicon\/own\.yaml:1: .*"no-such-lesion"/);
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
