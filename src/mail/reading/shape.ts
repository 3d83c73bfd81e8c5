import { Readable } from 'node:stream';
import { Splitter, type MimeNode } from '@zone-eu/mailsplit';
import { Unreadable, type ReadingLimits } from './limits.js';

/*
 * The MIME tree of a letter, found by the same splitter that mailparser uses, with the caps applied while
 * splitting: a letter of 50,000 parts or a header of megabytes never reaches a parser.
 */

export interface Leaf {
  readonly kind: 'leaf';
  /** Lower case, without parameters ("text/plain"). */
  readonly contentType: string;
  /** As declared, lower case; empty when not declared. */
  readonly charset: string;
  readonly encoding: string;
  readonly disposition: string;
  readonly fileName: string;
  readonly hasContentId: boolean;
  /** S/MIME type parameter, lower case ("enveloped-data"). */
  readonly smimeType: string;
  /** The part as a letter of its own: its header lines and its body, still transfer-encoded. */
  readonly bytes: () => Buffer;
  readonly bodyBytes: number;
}

export interface Multipart {
  readonly kind: 'multipart';
  readonly contentType: string;
  readonly children: readonly MimeTree[];
}

export type MimeTree = Leaf | Multipart;

interface Growing {
  readonly node: MimeNode;
  readonly depth: number;
  readonly children: Growing[];
  readonly body: Buffer[];
  size: number;
}

const CHUNK = 64 * 1024;

/** Splits a letter. Raises `Unreadable` when a cap is met or a multipart cannot be divided. */
export async function readShape(raw: Uint8Array, limits: ReadingLimits): Promise<MimeTree> {
  if (raw.byteLength > limits.rawBytes) throw new Unreadable('letter-too-large');
  const splitter = new Splitter({
    ignoreEmbedded: true,
    maxHeadSize: limits.headerBytes,
    maxChildNodes: limits.parts,
  });
  const known = new Map<MimeNode, Growing>();
  let root: Growing | undefined;
  const nodeOf = (node: MimeNode): Growing => {
    const existing = known.get(node);
    if (existing !== undefined) return existing;
    const parent = node.parentNode ? nodeOf(node.parentNode) : undefined;
    const growing: Growing = {
      node,
      depth: parent === undefined ? 0 : parent.depth + 1,
      children: [],
      body: [],
      size: 0,
    };
    if (growing.depth > limits.depth) throw new Unreadable('too-deeply-nested');
    known.set(node, growing);
    parent?.children.push(growing);
    root ??= growing;
    return growing;
  };

  try {
    const chunks = Readable.from(slices(raw)).pipe(splitter);
    for await (const chunk of chunks as AsyncIterable<SplitChunk>) {
      if (chunk.type === 'node') {
        nodeOf(chunk);
        continue;
      }
      const value = chunk.value;
      if (value === undefined || value.length === 0) continue;
      const owner = nodeOf(chunk.node);
      owner.size += value.length;
      if (chunk.type === 'body') owner.body.push(value);
    }
  } catch (error) {
    throw error instanceof Unreadable ? error : asLimit(error);
  }
  if (root === undefined) throw new Unreadable('empty');
  return finish(root);
}

type SplitChunk =
  MimeNode | { readonly type: 'body' | 'data'; readonly node: MimeNode; readonly value?: Buffer };

/** In slices, as the splitter's memory follows the size of a write. */
function* slices(raw: Uint8Array): Generator<Buffer> {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
}

function asLimit(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'EMAXLEN') return error;
  return new Unreadable(/child nodes/i.test(error.message) ? 'too-many-parts' : 'header-too-large');
}

function finish(growing: Growing): MimeTree {
  const { node } = growing;
  const contentType = (node.contentType || 'text/plain').toLowerCase();
  if (node.multipart) {
    // A multipart without usable boundary swallows everything below it: nothing of it can be read.
    if (growing.children.length === 0 && growing.size > 0) {
      throw new Unreadable('malformed-part', 'multipart without parts');
    }
    return { kind: 'multipart', contentType, children: growing.children.map(finish) };
  }
  const parameters = contentTypeParameters(node);
  return {
    kind: 'leaf',
    contentType,
    charset: (node.charset || '').toLowerCase().trim(),
    encoding: (node.encoding || '').toLowerCase().trim(),
    disposition: (node.disposition || '').toLowerCase().trim(),
    fileName: node.filename || '',
    hasContentId: node.headers !== false && node.headers.hasHeader('content-id'),
    smimeType: parameters.get('smime-type') ?? '',
    bytes: () => Buffer.concat([node.getHeaders(), ...growing.body]),
    bodyBytes: growing.body.reduce((sum, piece) => sum + piece.length, 0),
  };
}

function contentTypeParameters(node: MimeNode): Map<string, string> {
  const value = node.headers === false ? '' : node.headers.getFirst('content-type');
  const found = new Map<string, string>();
  for (const match of value.slice(0, 4096).matchAll(/;\s*([a-z-]+)\s*=\s*"?([^";\s]*)/gi)) {
    found.set((match[1] ?? '').toLowerCase(), (match[2] ?? '').toLowerCase());
  }
  return found;
}
