import type { ImapFlow, ListResponse } from 'imapflow';

/*
 * Folders by the names of our configuration. "/" divides levels there whatever the server uses, and the
 * library adds the server's prefix ("INBOX." on some).
 */

/** Path of a folder on the server; it is created and subscribed when it does not exist. */
export async function ensureFolder(client: ImapFlow, name: string): Promise<string> {
  const found = await findFolder(client, name);
  if (found !== undefined) return found.path;
  const levels = name.split('/').filter((level) => level !== '');
  if (levels.length === 0) throw new Error('A folder name of the configuration is empty.');
  const { path } = await client.mailboxCreate(levels);
  await client.mailboxSubscribe(path);
  return path;
}

export async function findFolder(
  client: ImapFlow,
  name: string,
): Promise<ListResponse | undefined> {
  const folders = await client.list();
  const wanted = name.split('/').filter((level) => level !== '');
  return folders.find((folder) => sameName(folder, wanted, prefixOf(client)));
}

/** The folder that the server marks as \Sent, else the one of this name, else a new one. */
export async function ensureSent(client: ImapFlow, fallbackName: string): Promise<string> {
  return (await findSent(client, fallbackName)) ?? (await ensureFolder(client, fallbackName));
}

/** By the server's own mark; names that merely look like "Sent" in some language are not taken. */
export async function findSent(
  client: ImapFlow,
  fallbackName: string,
): Promise<string | undefined> {
  const folders = await client.list();
  const marked = folders.find(
    (folder) => folder.specialUse === '\\Sent' && folder.specialUseSource === 'extension',
  );
  return marked?.path ?? (await findFolder(client, fallbackName))?.path;
}

function sameName(folder: ListResponse, wanted: readonly string[], prefix: string): boolean {
  const path =
    prefix !== '' && folder.path.startsWith(prefix)
      ? folder.path.slice(prefix.length)
      : folder.path;
  return path === wanted.join(folder.delimiter || '/');
}

function prefixOf(client: ImapFlow): string {
  return client.namespace?.prefix ?? '';
}
