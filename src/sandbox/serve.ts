/*
 * The sandbox as a program of its own: the mail server that docker-compose.yml starts for a first try.
 *
 *   node dist/src/sandbox/serve.js --certificate-folder /certificate --name mail [--listen-on 0.0.0.0]
 *                                  [--imap-port 3993] [--smtp-port 3465]
 *
 * TLS only. The certificate is made on the first start (with openssl) and kept in the folder, cert.pem and
 * key.pem; the product is told to trust cert.pem.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startSandbox } from './sandbox.js';

function certificate(folder: string, name: string): { key: string; cert: string } {
  const key = join(folder, 'key.pem');
  const cert = join(folder, 'cert.pem');
  if (!existsSync(cert)) {
    const names = `subjectAltName=DNS:${name},DNS:localhost,IP:127.0.0.1`;
    const made = spawnSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
        ...['-days', '365', '-subj', `/CN=${name}`, '-addext', names, '-keyout', key, '-out', cert],
      ],
      { encoding: 'utf8' },
    );
    if (made.status !== 0) throw new Error(`openssl could not make a certificate: ${made.stderr}`);
  }
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

const { values } = parseArgs({
  options: {
    'certificate-folder': { type: 'string' },
    name: { type: 'string', default: 'localhost' },
    'listen-on': { type: 'string', default: '127.0.0.1' },
    'imap-port': { type: 'string', default: '3993' },
    'smtp-port': { type: 'string', default: '3465' },
  },
});
if (values['certificate-folder'] === undefined) {
  throw new Error('--certificate-folder is missing: where the certificate is kept');
}
const sandbox = await startSandbox({
  listenOn: values['listen-on'],
  imapPort: Number(values['imap-port']),
  smtpPort: Number(values['smtp-port']),
  tls: certificate(values['certificate-folder'], values.name),
});
for (const { address, password } of [sandbox.consult, sandbox.sender]) {
  console.log(`Account ${address}, password ${password}`);
}
console.log(
  `IMAP with TLS on port ${sandbox.imapPort}, SMTP with TLS on port ${sandbox.smtpPort}.`,
);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void sandbox.stop().then(() => process.exit(0)));
}
