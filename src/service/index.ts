/**
 * Where the parts meet: configuration in, running roles out. The only module that knows which
 * implementation stands behind each port.
 */
export { type OperatorLedger } from './control.js';
export { openEngine, type Engine, type Note } from './engine.js';
export { openMailPorts, type MailPorts } from './mail-ports.js';
export { ROLES, type Role } from './roles.js';
export { runWorkedCases, type CaseDifference } from './worked-cases.js';
export { startService, type Service, type ServiceOptions } from './service.js';
export { openLedgerFor, openStores, type Stores } from './stores.js';
export { QueueSetupError } from '../queue/index.js';
export { FolderInUseError, StoreError } from '../store/index.js';
