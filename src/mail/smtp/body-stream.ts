import { Readable } from 'node:stream';

/**
 * The letter as a stream whose first read waits for `beforeFirstByte`. nodemailer reads it only after the
 * server's 354, so what `beforeFirstByte` records is on disk before the server can have a byte of the body;
 * when it fails, the stream breaks and the server sees the line go down without a final dot.
 */
export function bodyStream(raw: Uint8Array, beforeFirstByte: () => Promise<void>): Readable {
  let asked = false;
  return new Readable({
    read(): void {
      if (asked) return;
      asked = true;
      beforeFirstByte().then(
        () => {
          this.push(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength));
          this.push(null);
        },
        (error: unknown) => {
          this.destroy(
            error instanceof Error ? error : new Error('The start of the body was not recorded.'),
          );
        },
      );
    },
  });
}
