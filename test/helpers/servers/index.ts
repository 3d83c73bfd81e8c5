/*
 * Real servers for tests: each starter resolves once its program answers on a free loopback port, with
 * its data in a temporary folder, and leaves nothing behind however the test process ends.
 */
export { startRedis, type RedisServer } from './redis.js';
export { startPostgres, type PostgresServer } from './postgres.js';
export {
  startDovecot,
  type DovecotOptions,
  type DovecotServer,
  type FiledMessage,
  type MailUser,
} from './dovecot.js';
export { startSmtp, type AcceptedMail, type SmtpOptions, type SmtpSink } from './smtp.js';
export type { SmtpFault, SmtpStage } from './smtp-faults.js';
export { startProxy, type FaultProxy } from './proxy.js';
export { makeCertificate, type Certificate } from './certificate.js';
export { freePort } from './ports.js';
export type { RunningServer } from './server.js';
export { missingServers, type ServerProgram } from './programs.js';
export { describeWith } from './describe-with.js';
