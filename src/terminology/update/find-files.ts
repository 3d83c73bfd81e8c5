import { Parser } from 'htmlparser2';
import { DownloadError, request, type Http } from './http.js';
import type { Release } from './releases.js';

/** A file of a release as its page names it. */
export interface FoundFile {
  readonly url: string;
  /** The page puts a click-through of the AMA before it. */
  readonly licensed: boolean;
}

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** Named groups as one text that sorts by age: year, then quarter, month and the rest. */
function ageOf(match: RegExpExecArray): string {
  const { year = '', quarter = '', month = '', ...rest } = match.groups ?? {};
  const full = year.length === 2 ? `20${year}` : year;
  const place = MONTHS.indexOf(month.toLowerCase());
  const monthly = place < 0 ? month : String(place + 1);
  return [full, quarter, monthly, ...Object.values(rest)]
    .map((part) => part.toLowerCase().padStart(4, '0'))
    .join(' ');
}

async function linksOf(page: string, http: Http): Promise<string[]> {
  const response = await request(page, {}, http);
  if (!response.ok)
    throw new DownloadError(
      `${page} answers ${response.status}. The publisher may have moved it: correct \`page\` in the list of releases.`,
    );
  const links: string[] = [];
  const parser = new Parser({
    onopentag: (name, { href }) => {
      if (name === 'a' && href !== undefined && URL.canParse(href, page))
        links.push(new URL(href, page).href);
    },
  });
  parser.end(await response.text());
  return links;
}

/** "https://publisher/license.asp?file=/files/zip/x.zip" -> the file itself, marked. */
function fileBehind(link: string): FoundFile {
  const url = new URL(link);
  const file = url.searchParams.get('file');
  return file === null
    ? { url: link, licensed: false }
    : { url: new URL(file, url).href, licensed: true };
}

/**
 * The files of the newest edition that a release's page lists: all that share the newest age.
 * @throws DownloadError when the page lists none
 */
export async function findFiles(release: Release, http: Http): Promise<readonly FoundFile[]> {
  const { page, link, follow } = release;
  const first = await linksOf(page, http);
  const between =
    follow === undefined ? [] : first.filter((each) => follow.test(each) && !/\.zip$/i.test(each));
  // The newest pages stand first on the publishers' lists.
  const further = await Promise.all(between.slice(0, 4).map((each) => linksOf(each, http)));
  const aged = [...new Set([...first, ...further.flat()])].flatMap((each) => {
    const file = fileBehind(each);
    const match = link.exec(file.url);
    return match === null ? [] : [{ file, age: ageOf(match) }];
  });
  const newest = aged
    .map(({ age }) => age)
    .sort()
    .at(-1);
  if (newest === undefined)
    throw new DownloadError(
      `${page} lists no file that \`link\` of ${release.id} describes. The publisher may have renamed them: correct the list of releases, or import the files by hand.`,
    );
  const files = aged.filter(({ age }) => age === newest).map(({ file }) => file);
  return files.filter((file, index) => files.findIndex(({ url }) => url === file.url) === index);
}
