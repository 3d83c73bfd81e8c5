import type { Leaf } from './shape.js';
import type { ReadingLimits } from './limits.js';

/* What an attached part is, by its first bytes before its name: names and declared types lie. */

export type AttachmentKind =
  | { readonly kind: 'text' }
  | { readonly kind: 'html' }
  | { readonly kind: 'pdf' }
  | { readonly kind: 'zip' }
  | { readonly kind: 'letter' }
  | { readonly kind: 'ignored'; readonly remark: 'image-ignored' | 'part-ignored' }
  | { readonly kind: 'encrypted-letter' }
  | { readonly kind: 'tnef' }
  | { readonly kind: 'office-container' }
  | { readonly kind: 'unsupported'; readonly what: string };

/** Parts that a mail program adds by itself and that hold nothing to code. */
const BYSTANDERS = new Set([
  'text/calendar', 'application/ics', 'text/vcard', 'text/x-vcard', 'text/directory', 'text/x-amp-html',
  'application/pgp-signature', 'application/pgp-keys', 'application/pkcs7-signature',
  'application/x-pkcs7-signature', 'text/rfc822-headers', 'message/delivery-status', 'message/global-delivery-status',
  'message/disposition-notification', 'message/feedback-report',
]); // prettier-ignore

const TEXT_TYPES = new Set([
  'text/plain',
  'text/csv',
  'text/markdown',
  'text/x-markdown',
  'text/tab-separated-values',
]);

export function attachmentKind(
  leaf: Leaf,
  content: Uint8Array,
  limits: ReadingLimits,
): AttachmentKind {
  const { contentType } = leaf;
  const extension = /\.([a-z0-9]{1,8})$/i.exec(leaf.fileName)?.[1]?.toLowerCase() ?? '';
  if (BYSTANDERS.has(contentType)) return { kind: 'ignored', remark: 'part-ignored' };
  if (content.length === 0) return { kind: 'ignored', remark: 'part-ignored' };
  if (contentType === 'message/rfc822' || contentType === 'message/global' || extension === 'eml')
    return { kind: 'letter' };
  if (
    /^application\/(?:x-)?pkcs7-mime$/.test(contentType) ||
    contentType === 'application/pgp-encrypted'
  ) {
    return { kind: 'encrypted-letter' };
  }
  if (
    startsWith(content, [0x78, 0x9f, 0x3e, 0x22]) ||
    /ms-tnef/.test(contentType) ||
    /^winmail\.dat$/i.test(leaf.fileName)
  ) {
    return { kind: 'tnef' };
  }
  if (startsWith(content, [0x25, 0x50, 0x44, 0x46, 0x2d])) return { kind: 'pdf' };
  if (
    startsWith(content, [0x50, 0x4b, 0x03, 0x04]) ||
    startsWith(content, [0x50, 0x4b, 0x05, 0x06])
  )
    return { kind: 'zip' };
  if (startsWith(content, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]))
    return { kind: 'office-container' };
  if (isPicture(content) || contentType.startsWith('image/')) {
    // Pictures that the HTML shows carry an id; a photograph of a note, sent by phone, does not.
    const decoration = leaf.hasContentId || content.length <= limits.logoBytes;
    return decoration
      ? { kind: 'ignored', remark: 'image-ignored' }
      : { kind: 'unsupported', what: 'image' };
  }
  if (contentType === 'text/html' || (extension === 'html' && !content.includes(0)))
    return { kind: 'html' };
  if (TEXT_TYPES.has(contentType)) return { kind: 'text' };
  const anonymous = contentType === 'application/octet-stream' || contentType === 'text/x-log';
  if (anonymous && ['txt', 'text', 'csv', 'md'].includes(extension)) return { kind: 'text' };
  return { kind: 'unsupported', what: /^[a-z]+/.exec(contentType)?.[0] ?? 'unknown' };
}

function isPicture(content: Uint8Array): boolean {
  return (
    startsWith(content, [0x89, 0x50, 0x4e, 0x47]) ||
    startsWith(content, [0xff, 0xd8, 0xff]) ||
    startsWith(content, [0x47, 0x49, 0x46, 0x38])
  );
}

function startsWith(content: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, at) => content[at] === byte);
}
