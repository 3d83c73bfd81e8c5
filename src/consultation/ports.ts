/*
 * The ports that a consultation needs, implemented by mail, queue, store and reply and wired only in
 * src/service. Clocks come in as `now`; identifiers are made by identity.ts.
 */
export * from './ledger-port.js';
export * from './mail-ports.js';
export * from './queue-ports.js';
export * from './reply-port.js';
