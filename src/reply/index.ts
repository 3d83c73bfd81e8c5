/**
 * The words of a reply.
 *
 * - kind: which letter goes out (recommendation, query, not separately reportable, out of scope, could not read).
 * - view: everything that the templates show, built from a determination; holds no words of its own.
 * - quotation: the note's own words behind a code, with identifiers replaced.
 * - identifier: one of the Safe Harbor kinds, as far as its form gives it away.
 *
 * Every word that a customer reads stands in templates/.
 */
export { createReplyRenderer } from './renderer.js';
