/** PostgreSQL text cannot hold U+0000; a server's answer or a library's message may. */
export function plainText(text: string): string {
  return text.replaceAll('\u0000', '');
}
