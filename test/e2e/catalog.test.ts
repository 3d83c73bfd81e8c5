import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { caseconsultant } from '../helpers/program.js';
import { PTP_PREAMBLE, releaseFile, tempFolder, zipFile } from '../helpers/releases.js';

const ROW = '17000\t11102\t\t20200101\t*\t0\tMade rationale';
const edits = (...rows: string[]) => [...PTP_PREAMBLE, ...rows, ''].join('\r\n');

describe('caseconsultant catalog', () => {
  it('imports a release, says what it holds and misses, and answers are checked with it', async () => {
    const env = { CATALOG_DIR: tempFolder() };
    const file = releaseFile('ccipra-v323r0-f1.txt', edits(ROW));
    const preview = await caseconsultant(['catalog', 'import', 'ptp', file, '--dry-run'], { env });
    expect(preview).toMatchObject({ code: 0, stderr: '' });
    expect(preview.stdout).toContain('1 rows would be imported (nothing was kept)');
    expect(readdirSync(env.CATALOG_DIR)).toEqual([]);
    const imported = await caseconsultant(['catalog', 'import', 'ptp', file], { env });
    expect(imported.stdout).toMatch(/^ptp practitioner from 2026-10-01: 1 rows imported/);
    const again = await caseconsultant(['catalog', 'import', 'ptp', file], { env });
    expect(again.stdout).toContain('held already, nothing to do');

    const status = await caseconsultant(['catalog', 'status', '--date', '2026-11-01'], { env });
    expect(status.stdout).toMatch(
      /ptp +practitioner +2026-10-01 +in-force +1 +ccipra-v323r0-f1\.txt/,
    );
    expect(status.stdout).toContain('ptp hospital: code pairs in the outpatient hospital setting');
    const later = await caseconsultant(['catalog', 'status', '--date', '2027-03-01', '--json'], {
      env,
    });
    expect(JSON.parse(later.stdout)).toMatchObject({ editions: [{ standing: 'stale' }] });

    const note =
      'DOS 11/3/2026. LN2 to 1 AK on the scalp. Tangential biopsy of a lesion on the left cheek.';
    const answer = await caseconsultant(['code', '-'], { env, input: note });
    expect(answer.stdout).toContain('no modifier lets it stand');
    expect(answer.stdout).toMatch(/ccipra-v323r0-f1\.txt: 17000 \/ 11102/);

    const text = await caseconsultant(['lookup', '11102', '--date', '2026-11-03'], { env });
    expect(text.stdout).toMatch(/column two of +1: 17000 \(0\)/);
    const json = await caseconsultant(['lookup', '17000', '--json', '--date', '2026-11-03'], {
      env,
    });
    expect(JSON.parse(json.stdout)).toMatchObject({
      code: '17000',
      pairs: { columnOne: [{ code: '11102', indicator: 0, rationale: 'Made rationale' }] },
    });
    expect(JSON.parse(json.stdout)).not.toHaveProperty('hcpcs');
  });

  it('changes nothing for a broken file and says where it is broken', async () => {
    const env = { CATALOG_DIR: tempFolder() };
    const file = releaseFile('ccipra-v323r0-f1.txt', edits(ROW, '17000\t1110'));
    const { code, stdout, stderr } = await caseconsultant(['catalog', 'import', 'ptp', file], {
      env,
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^ccipra-v323r0-f1\.txt, line 8: expected a column one and a column two code/,
    );
    expect(readdirSync(env.CATALOG_DIR)).toEqual([]);
  });

  it('downloads the newest release from its publisher, imports it, and says what it may not take', async () => {
    const env = { CATALOG_DIR: tempFolder() };
    const zip = readFileSync(await zipFile('x.zip', { 'ccipra-v323r0-f1.txt': edits(ROW) }));
    const server = createServer((request, response) => {
      if (request.url === '/list') response.end('<a href="/2026-q4-ptp.zip">PTP</a>');
      else response.end(zip);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const page = `http://127.0.0.1:${(server.address() as AddressInfo).port}/list`;
    const releases = releaseFile(
      'releases.yaml',
      `releases: [{ id: ptp, kind: ptp, page: "${page}", link: "(?<year>20..)-q(?<quarter>.)-ptp", license: ama, megabytes: 1 }]`,
    );
    const args = ['catalog', 'update', '--releases', releases];
    const refused = await caseconsultant(args, { env });
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('1 of 1 releases') as string,
    });
    expect(refused.stdout).toContain('add --accept-ama-license');
    const taken = await caseconsultant([...args, '--accept-ama-license'], { env });
    expect(taken).toMatchObject({ code: 0, stderr: '' });
    expect(taken.stdout).toContain('ptp practitioner from 2026-10-01: 1 rows imported');
    const again = await caseconsultant([...args, '--accept-ama-license'], { env });
    expect(again.stdout).toContain('held already');
  });

  it('refuses what it does not know with exit code 2', async () => {
    const env = { CATALOG_DIR: tempFolder() };
    const kind = await caseconsultant(['catalog', 'import', 'icd9', 'x.txt'], { env });
    expect(kind).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Known: ptp, mue') as string,
    });
    const date = await caseconsultant(['catalog', 'status', '--date', 'today'], { env });
    expect(date).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('write YYYY-MM-DD') as string,
    });
  });
});

describe('caseconsultant lookup', () => {
  it('knows our own tables without any import, and says so', async () => {
    const env = { CATALOG_DIR: tempFolder() };
    const { stdout } = await caseconsultant(['lookup', '17003'], { env });
    expect(stdout).toMatch(/^17003 {2}\S/);
    expect(stdout).toMatch(/parents, ours +17000/);
    expect(stdout).toContain('no official file is imported');
  });

  it('shows licensed descriptors only once they are imported', async () => {
    const env = { CATALOG_DIR: tempFolder() };
    const before = await caseconsultant(['lookup', '17003'], { env });
    expect(before.stdout).not.toContain('AMA descriptor');
    const file = releaseFile('LONGULT.txt', '17003\tMade licensed descriptor\r\n');
    const args = ['catalog', 'import', 'cpt', file, '--effective', '2026-01-01'];
    expect((await caseconsultant(args, { env })).code).toBe(0);
    const after = await caseconsultant(['lookup', '17003'], { env });
    expect(after.stdout).toMatch(/AMA descriptor +Made licensed descriptor/);
  });

  it('finds codes by words, and says when it finds none', async () => {
    const env = { CATALOG_DIR: tempFolder() };
    const found = await caseconsultant(['lookup', 'shave', 'face', '--json'], { env });
    const hits = JSON.parse(found.stdout) as { code: string }[];
    expect(hits.map(({ code }) => code).sort()).toEqual(['11310', '11311', '11312', '11313']);
    const none = await caseconsultant(['lookup', 'xyzzy'], { env });
    expect(none).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Nothing is known of "xyzzy"') as string,
    });
  });
});
