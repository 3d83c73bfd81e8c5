/** A download that failed, in words for the person who started it. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
}

export interface Http {
  /** "caseconsultant/1.2.3". Nothing else of this installation is told. */
  readonly userAgent: string;
  /** Milliseconds for an answer to begin. */
  readonly timeoutMs: number;
  /** Waits between attempts. */
  readonly pause: (ms: number) => Promise<void>;
}

/** What a server answers. */
export type Answer = Awaited<ReturnType<typeof fetch>>;

const ATTEMPTS = 4;
const REDIRECTS = 5;
const isLoopback = (hostname: string) =>
  hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]';

/** Files come over https; plain http is for a server on this machine only. */
function checked(address: string): URL {
  const url = new URL(address);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)))
    return url;
  throw new DownloadError(`${address} is not https and was not asked.`);
}

async function once(address: string, headers: Record<string, string>, http: Http): Promise<Answer> {
  let url = checked(address);
  for (let hops = 0; hops <= REDIRECTS; hops += 1) {
    const response = await fetch(url, {
      headers: { 'user-agent': http.userAgent, ...headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(http.timeoutMs),
    });
    const location = response.headers.get('location');
    if (
      response.status < 300 ||
      response.status >= 400 ||
      response.status === 304 ||
      location === null
    )
      return response;
    await response.body?.cancel();
    url = checked(new URL(location, url).href);
  }
  throw new DownloadError(`${address} redirects more than ${REDIRECTS} times.`);
}

/** Asks for an address, again after a pause where the server or the line failed for now. */
export async function request(
  address: string,
  headers: Record<string, string>,
  http: Http,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await once(address, headers, http);
      if (response.status < 500 || attempt === ATTEMPTS) return response;
      await response.body?.cancel();
    } catch (error) {
      if (error instanceof DownloadError) throw error;
      if (attempt === ATTEMPTS)
        throw new DownloadError(
          `${address} does not answer (${error instanceof Error ? ((error.cause as Error | undefined)?.message ?? error.message) : String(error)}). Check the network, or download it by hand and import it.`,
        );
    }
    await http.pause(1000 * 2 ** attempt);
  }
}
