import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface HttpAnswer {
  readonly status: number;
  /** Value of Retry-After, as it stood. */
  readonly retryAfter: string | undefined;
  readonly body: string;
}

/** One form POST. Follows no redirect: credentials go where they were configured to go, or nowhere. */
export type HttpPost = (url: URL, form: string, timeoutMs: number) => Promise<HttpAnswer>;

const LONGEST_ANSWER = 256 * 1024;

export const httpPost: HttpPost = (url, form, timeoutMs) =>
  new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const outgoing = request(
      url,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(form),
          accept: 'application/json',
        },
        signal: AbortSignal.timeout(timeoutMs),
      },
      (incoming) => {
        let body = '';
        incoming.setEncoding('utf8');
        incoming.on('error', reject);
        incoming.on('data', (piece: string) => {
          body += piece;
          if (body.length > LONGEST_ANSWER) incoming.destroy(new Error('The answer is too long.'));
        });
        incoming.on('end', () => {
          resolve({
            status: incoming.statusCode ?? 0,
            retryAfter: incoming.headers['retry-after'],
            body,
          });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(form);
  });
