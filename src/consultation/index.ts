/**
 * One consultation, from received to answered.
 *
 * - consultation: one request; a row of the ledger.
 * - case: the requests and answers of one thread; each further letter is a revision.
 * - stage: the work between two states, woken by a job that carries only the id.
 * - lease: the right to work on one row, renewed while the work goes on.
 * - reply: frozen bytes in the outbox, sent at most once as far as SMTP lets anyone promise.
 */
export { codeSelectionStep, selectCodes } from './code-selection.js';
export type * from './deps.js';
export { extract, extractionStep } from './extraction.js';
export { gatherFilingCalls } from './filing-calls.js';
export { consultationId, instanceIdentity, logicalKey, referenceOf } from './identity.js';
export { createPoller, type Poller, type PollerStatus } from './poll.js';
export * from './ports.js';
export { Places } from './places.js';
export { reply, replyStep } from './reply.js';
export { runStage } from './stage.js';
export type { StageStep } from './step.js';
export * from './states.js';
export { sweepLedger } from './sweep-ledger.js';
