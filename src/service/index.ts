/**
 * Where the parts meet: configuration in, running roles out. The only module that knows which
 * implementation stands behind each port.
 */
export { type OperatorLedger } from './control.js';
export { openMailPorts } from './mail-ports.js';
export type { Role } from './roles.js';
export { runWorkedCases } from './worked-cases.js';
export { startService, type Service } from './service.js';
export { openLedgerFor, openStores } from './stores.js';
export { reconcile } from './reconcile.js';
