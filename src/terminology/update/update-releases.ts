import { join } from 'node:path';
import { download, type DownloadOptions } from './download.js';
import { findFiles } from './find-files.js';
import { DownloadError, type Http } from './http.js';
import type { Release } from './releases.js';

/** What became of one release. */
export type Updated = { readonly id: string; readonly kind: Release['kind'] } & (
  | {
      readonly result: 'downloaded' | 'unchanged';
      /** All files of the edition, whether they changed or not. */
      readonly paths: readonly string[];
    }
  | { readonly result: 'needs-licence' | 'failed'; readonly message: string }
);

export interface UpdateOptions {
  /** Where the files go, a folder a release. */
  readonly folder: string;
  /** The user has accepted the AMA's terms for files behind its click-through. */
  readonly acceptAmaLicense: boolean;
  readonly http: Http;
  readonly onProgress?: (id: string, received: number, total: number) => void;
}

async function updateOne(release: Release, options: UpdateOptions): Promise<Updated> {
  const { id, kind, license, megabytes, sha256 } = release;
  const { folder, acceptAmaLicense, http, onProgress } = options;
  const files = await findFiles(release, http);
  if (!acceptAmaLicense && (license === 'ama' || files.some(({ licensed }) => licensed)))
    return {
      id,
      kind,
      result: 'needs-licence',
      message:
        'holds CPT codes, and its publisher asks to accept the terms of the American Medical Association first. Read them on the publisher’s page; if you accept them, add --accept-ama-license.',
    };
  const paths: string[] = [];
  let changed = false;
  for (const { url } of files) {
    const wanted: DownloadOptions = {
      url,
      folder: join(folder, id),
      largest: megabytes * 1e6,
      ...(sha256 === undefined ? {} : { sha256 }),
      ...(onProgress === undefined
        ? {}
        : {
            onProgress: (received: number, total: number) => {
              onProgress(id, received, total);
            },
          }),
    };
    const { path, result } = await download(wanted, http);
    paths.push(path);
    changed ||= result === 'downloaded';
  }
  return { id, kind, result: changed ? 'downloaded' : 'unchanged', paths };
}

/** Brings the newest edition of each release. One that fails does not stop the others. */
export async function updateReleases(
  releases: readonly Release[],
  options: UpdateOptions,
): Promise<readonly Updated[]> {
  const results: Updated[] = [];
  for (const release of releases) {
    try {
      results.push(await updateOne(release, options));
    } catch (error) {
      if (!(error instanceof DownloadError)) throw error;
      results.push({
        id: release.id,
        kind: release.kind,
        result: 'failed',
        message: error.message,
      });
    }
  }
  return results;
}
