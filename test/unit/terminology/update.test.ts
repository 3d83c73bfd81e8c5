import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/config/index.js';
import { readReleases, updateReleases } from '../../../src/terminology/index.js';
import { tempFolder } from '../../helpers/releases.js';

const ZIP = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(200_000, 'release bytes ')]);

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
const open: { close: () => void }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

/** A publisher on this machine, and what it was asked. */
async function publisher(pages: Record<string, Handler | string | Buffer>) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    const page = pages[(request.url ?? '').split('?')[0] ?? ''];
    if (page === undefined) response.writeHead(404).end();
    else if (typeof page === 'function') page(request, response);
    else response.writeHead(200, { 'content-length': Buffer.byteLength(page) }).end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const list = (base: string, extra = '') =>
  readReleases(
    'releases.yaml',
    `releases:
  - id: hcpcs
    kind: hcpcs
    page: ${base}/list
    link: (?<month>january|april|july|october)-(?<year>20\\d\\d)-file\\.zip$
    megabytes: 1
${extra}`,
  );
const PAGE =
  '<a href="/zip/october-2025-file.zip">old</a><a href="/zip/april-2026-file.zip">new</a><a href="/zip/january-2026-file.zip">x</a>';

async function update(base: string, folder = tempFolder(), acceptAmaLicense = false, extra = '') {
  const pauses: number[] = [];
  const results = await updateReleases(list(base, extra), {
    folder,
    acceptAmaLicense,
    http: {
      userAgent: 'caseconsultant/test',
      timeoutMs: 5000,
      pause: (ms) => {
        pauses.push(ms);
        return Promise.resolve();
      },
    },
  });
  return { results, folder, pauses, file: join(folder, 'hcpcs/april-2026-file.zip') };
}

describe('an update of the catalog', () => {
  it('brings the newest file, remembers its checksum, tells nothing but its name', async () => {
    const { base, asked } = await publisher({ '/list': PAGE, '/zip/april-2026-file.zip': ZIP });
    const { results, file, folder } = await update(base);
    expect(results).toMatchObject([{ id: 'hcpcs', result: 'downloaded', paths: [file] }]);
    expect(readFileSync(file)).toEqual(ZIP);
    const sha256 = createHash('sha256').update(ZIP).digest('hex');
    expect(JSON.parse(readFileSync(`${file}.json`, 'utf8'))).toMatchObject({
      sha256,
      bytes: ZIP.length,
    });
    expect(readdirSync(join(folder, 'hcpcs')).sort()).toEqual([
      'april-2026-file.zip',
      'april-2026-file.zip.json',
    ]);
    expect(new Set(asked.map(({ headers }) => headers['user-agent']))).toEqual(
      new Set(['caseconsultant/test']),
    );
  });

  it('asks again without loading what has not changed', async () => {
    const { base } = await publisher({
      '/list': PAGE,
      '/zip/april-2026-file.zip': (request, response) => {
        if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
        else response.writeHead(200, { etag: '"v1"', 'content-length': ZIP.length }).end(ZIP);
      },
    });
    const { folder } = await update(base);
    expect((await update(base, folder)).results).toMatchObject([{ result: 'unchanged' }]);
  });

  it('goes on where the line was cut, and starts anew when the file changed meanwhile', async () => {
    const NEW = Buffer.concat([ZIP, Buffer.from('and more')]);
    let current = ZIP;
    let cuts = 0;
    const { base, asked } = await publisher({
      '/list': PAGE,
      '/zip/april-2026-file.zip': (request, response) => {
        const etag = current === ZIP ? '"v1"' : '"v2"';
        const range = /bytes=(\d+)-/.exec(request.headers.range ?? '');
        const from = range !== null && request.headers['if-range'] === etag ? Number(range[1]) : 0;
        const rest = current.subarray(from);
        response.writeHead(from > 0 ? 206 : 200, {
          etag,
          'content-length': rest.length,
          ...(from > 0
            ? { 'content-range': `bytes ${from}-${current.length - 1}/${current.length}` }
            : {}),
        });
        if (cuts > 0) {
          response.end(rest);
          return;
        }
        cuts += 1;
        response.write(rest.subarray(0, 90_000), () => setImmediate(() => response.destroy()));
      },
    });
    const first = await update(base);
    expect(readFileSync(first.file)).toEqual(ZIP);
    expect(asked.some(({ headers }) => /^bytes=\d+-$/.test(headers.range ?? ''))).toBe(true);
    cuts = 0;
    const folder = tempFolder();
    const cutAtFirst = update(base, folder);
    current = NEW;
    await cutAtFirst;
    expect(readFileSync(join(folder, 'hcpcs/april-2026-file.zip'))).toEqual(NEW);
  });

  it('leaves files behind a click-through alone until its terms are accepted, then takes the file itself', async () => {
    const { base, asked } = await publisher({
      '/list': '<a href="/license.asp?file=/zip/april-2026-file.zip">new</a>',
      '/zip/april-2026-file.zip': ZIP,
    });
    const without = await update(base);
    expect(without.results).toMatchObject([
      {
        result: 'needs-licence',
        message: expect.stringContaining('--accept-ama-license') as string,
      },
    ]);
    expect(asked.map(({ url }) => url)).toEqual(['/list']);
    expect((await update(base, tempFolder(), true)).results).toMatchObject([
      { result: 'downloaded' },
    ]);
  });

  it('tries again when the server is busy', async () => {
    let calls = 0;
    const { base } = await publisher({
      '/list': PAGE,
      '/zip/april-2026-file.zip': (_request, response) => {
        calls += 1;
        if (calls < 3) response.writeHead(503).end();
        else response.writeHead(200).end(ZIP);
      },
    });
    const { results, pauses } = await update(base);
    expect(results).toMatchObject([{ result: 'downloaded' }]);
    expect(pauses).toHaveLength(2);
  });

  it.each([
    ['a web page instead', '<!DOCTYPE html><html>Accept first</html>', 'is a web page, not a file'],
    ['other bytes', 'plain text', 'is no zip archive'],
    ['too much', Buffer.concat([ZIP, Buffer.alloc(2_000_000)]), 'is larger than the 1 MB'],
    [
      'nothing',
      ((_request, response) => response.writeHead(410).end()) satisfies Handler,
      'answers 410',
    ],
    [
      'another place without https',
      ((_request, response) =>
        response
          .writeHead(302, { location: 'http://elsewhere.example/x.zip' })
          .end()) satisfies Handler,
      'http://elsewhere.example/x.zip is not https',
    ],
    [
      'itself again and again',
      ((_request, response) =>
        response.writeHead(302, { location: '/zip/april-2026-file.zip' }).end()) satisfies Handler,
      'redirects more than 5 times',
    ],
  ])('tells when the server answers with %s, and keeps nothing', async (_what, page, message) => {
    const { base } = await publisher({ '/list': PAGE, '/zip/april-2026-file.zip': page });
    const { results, file } = await update(base);
    expect(results).toMatchObject([
      { result: 'failed', message: expect.stringContaining(message) as string },
    ]);
    expect(existsSync(file)).toBe(false);
  });

  it('tells a wrong checksum, a moved page and an absent link, and goes on with the others', async () => {
    const { base } = await publisher({
      '/list': PAGE,
      '/zip/april-2026-file.zip': ZIP,
      '/empty': '<p>none</p>',
    });
    const entry = (id: string, page: string, more = '') =>
      `  - { id: ${id}, kind: hcpcs, page: "${base}${page}", link: "(?<year>20..)-file", megabytes: 1${more} }\n`;
    const extra = [
      entry('moved', '/gone'),
      entry('renamed', '/empty'),
      entry('changed', '/list', `, sha256: "${'0'.repeat(64)}"`),
    ].join('');
    const { results } = await update(base, tempFolder(), false, extra);
    expect(results.map(({ id, result }) => [id, result])).toEqual([
      ['hcpcs', 'downloaded'],
      ['moved', 'failed'],
      ['renamed', 'failed'],
      ['changed', 'failed'],
    ]);
    const messages = results.map((each) => ('message' in each ? each.message : ''));
    expect(messages[1]).toContain('answers 404. The publisher may have moved it');
    expect(messages[2]).toContain('lists no file that `link` of renamed describes');
    expect(messages[3]).toMatch(
      /has the SHA-256 [0-9a-f]{64}, and the list of releases names 0{64}/,
    );
  });
});

describe('the list of releases', () => {
  it('that we ship is read, and covers what a full check needs from public files', () => {
    const path = join(packageRoot(), 'catalog/releases.yaml');
    const kinds = new Set(readReleases(path, readFileSync(path, 'utf8')).map(({ kind }) => kind));
    for (const kind of [
      'ptp',
      'mue',
      'aoc',
      'pfs',
      'hcpcs',
      'icd10cm-order',
      'icd10cm-tabular',
    ] as const)
      expect(kinds).toContain(kind);
  });

  it.each([
    ['releases: []', 'releases'],
    [
      'releases: [{ id: a, kind: icd9, page: "https://x.example", link: x, megabytes: 1 }]',
      'releases.0.kind',
    ],
    ['releases: [{ id: a, kind: ptp, page: nowhere, link: x, megabytes: 1 }]', 'releases.0.page'],
    [
      'releases: [{ id: a, kind: ptp, page: "https://x.example", link: "(", megabytes: 1 }]',
      'releases.0.link',
    ],
    ['releases: [', 'own.yaml'],
  ])('is refused where it is wrong: %s', (text, place) => {
    expect(() => readReleases('own.yaml', text)).toThrow(place);
  });
});
