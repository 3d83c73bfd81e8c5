import { DomUtils, parseDocument } from 'htmlparser2';
import { Unreadable } from './limits.js';
import { normaliseText } from './normalise.js';

/*
 * Takes away what a reader of the letter would not see, so that words which were smuggled in are neither
 * coded nor quoted back. The walk is iterative: nesting is counted before anything recursive runs.
 */

type Node = ReturnType<typeof parseDocument>['children'][number];
type Element = Extract<Node, { attribs: unknown }>;

export interface VisibleHtml {
  readonly html: string;
  readonly droppedText: boolean;
}

/** What an element looks like: undefined background means "unknown" (a picture lies behind the text). */
interface Look {
  readonly color: string;
  readonly background: string | undefined;
  readonly fontSize: number;
}

const PAGE: Look = { color: '#000000', background: '#ffffff', fontSize: 16 };

export const CELL_TO_THE_RIGHT = 'data-cell-to-the-right';

/** Elements without words for the reader; dropping them is not worth a remark. */
const SILENT = new Set([
  'script',
  'style',
  'head',
  'title',
  'meta',
  'link',
  'template',
  'noscript',
  'svg',
  'object',
]);

export function visibleHtml(source: string, maxDepth: number): VisibleHtml {
  const document = parseDocument(source);
  const hiddenSelectors = hiddenBySheet(document);
  let droppedText = false;
  const open: { node: Node; depth: number; look: Look }[] = document.children.map((node) => ({
    node,
    depth: 1,
    look: PAGE,
  }));
  const drop: Element[] = [];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const { node, depth, look } = item;
    if (depth > maxDepth) throw new Unreadable('html-too-deep');
    if (!DomUtils.isTag(node)) continue;
    if (SILENT.has(node.name)) {
      drop.push(node);
      continue;
    }
    const own = lookOf(node, look);
    if (own === 'hidden' || isHiddenBySheet(node, hiddenSelectors)) {
      drop.push(node);
      // Counted without recursion: what is inside may be nested without end.
      droppedText ||= holdsText(node, maxDepth - depth);
      continue;
    }
    markCell(node);
    for (const child of node.children) {
      if (own.invisible && DomUtils.isText(child) && child.data.trim() !== '') {
        droppedText = true;
        child.data = ' ';
      }
      open.push({ node: child, depth: depth + 1, look: own.look });
    }
  }
  for (const element of drop) DomUtils.removeElement(element);
  return { html: DomUtils.getOuterHTML(document), droppedText };
}

/** A cell with another one to its right says so, for the text that is made of the row. */
function markCell(element: Element): void {
  if (element.name !== 'td' && element.name !== 'th') return;
  let right = element.next;
  while (right !== null && !DomUtils.isTag(right)) right = right.next;
  if (right !== null) element.attribs[CELL_TO_THE_RIGHT] = '';
}

function holdsText(element: Element, levels: number): boolean {
  const open: { node: Node; left: number }[] = [{ node: element, left: levels }];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (item.left < 0) throw new Unreadable('html-too-deep');
    if (DomUtils.isText(item.node) && normaliseText(item.node.data).text.trim() !== '') {
      return true;
    }
    if (DomUtils.isTag(item.node) && !SILENT.has(item.node.name)) {
      for (const child of item.node.children) open.push({ node: child, left: item.left - 1 });
    }
  }
  return false;
}

/** `hidden` for the whole element; `invisible` where its own text has the colour of its ground or no size. */
function lookOf(element: Element, parent: Look): 'hidden' | { look: Look; invisible: boolean } {
  if ('hidden' in element.attribs) return 'hidden';
  const style = declarations(element.attribs['style'] ?? '');
  if (hides(style)) return 'hidden';

  const background = backgroundOf(element, style, parent.background);
  const color = colour(
    style.get('color') ?? (element.name === 'font' ? element.attribs['color'] : undefined),
  );
  const look: Look = {
    color: color ?? parent.color,
    background,
    fontSize: fontSize(style.get('font-size'), parent.fontSize),
  };
  return { look, invisible: look.fontSize < 2 || look.color === look.background };
}

function hides(style: ReadonlyMap<string, string>): boolean {
  if (style.get('display') === 'none') return true;
  if (['hidden', 'collapse'].includes(style.get('visibility') ?? '')) return true;
  if (style.get('mso-hide') === 'all') return true;
  if (/^0(?:\.0+)?%?$/.test(style.get('opacity') ?? '')) return true;
  const clipped = style.get('overflow') === 'hidden';
  return (
    clipped &&
    ['max-height', 'height', 'max-width', 'width'].some((side) =>
      /^0(?:px|pt|em|%)?$/.test(style.get(side) ?? ''),
    )
  );
}

function backgroundOf(
  element: Element,
  style: ReadonlyMap<string, string>,
  inherited: string | undefined,
): string | undefined {
  if (style.has('background-image') || element.attribs['background'] !== undefined)
    return undefined;
  const shorthand = style.get('background');
  if (shorthand?.includes('url(') === true || shorthand?.includes('gradient') === true)
    return undefined;
  const stated = style.get('background-color') ?? shorthand ?? element.attribs['bgcolor'];
  if (stated === undefined) return inherited;
  const word = stated.trim();
  if (word === 'transparent' || word === 'none' || word === 'inherit') return inherited;
  return colour(word) ?? colour(word.split(/\s+/)[0]);
}

function declarations(style: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const piece of style.split(';')) {
    const colon = piece.indexOf(':');
    if (colon < 0) continue;
    const value = piece
      .slice(colon + 1)
      .replace(/!\s*important/i, '')
      .trim()
      .toLowerCase();
    found.set(piece.slice(0, colon).trim().toLowerCase(), value);
  }
  return found;
}

function fontSize(value: string | undefined, parent: number): number {
  const parts = /^(\d*\.?\d+)(px|pt|em|rem|%)?$/.exec(value ?? '');
  if (parts === null) return parent;
  const number = Number(parts[1]);
  switch (parts[2]) {
    case 'em':
      return number * parent;
    case '%':
      return (number / 100) * parent;
    case 'rem':
      return number * 16;
    default:
      return number;
  }
}

const NAMED: Readonly<Record<string, string>> = { white: '#ffffff', black: '#000000', red: '#ff0000', blue: '#0000ff', green: '#008000', gray: '#808080', grey: '#808080', silver: '#c0c0c0', yellow: '#ffff00', navy: '#000080', ivory: '#fffff0', snow: '#fffafa' }; // prettier-ignore

/** "#rrggbb", or undefined for a form that is not understood. */
function colour(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const text = value.trim().toLowerCase();
  const named = NAMED[text];
  if (named !== undefined) return named;
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(text);
  if (short !== null)
    return `#${short
      .slice(1)
      .map((digit) => digit + digit)
      .join('')}`;
  if (/^#[0-9a-f]{6}$/.test(text)) return text;
  const rgb = /^rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})/.exec(text);
  if (rgb === null) return undefined;
  return `#${rgb
    .slice(1, 4)
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join('')}`;
}

/** Class and id names that a style sheet of the letter hides, outside of @-rules. */
function hiddenBySheet(document: ReturnType<typeof parseDocument>): ReadonlySet<string> {
  const hidden = new Set<string>();
  const open: Node[] = [...document.children];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (!DomUtils.isTag(node)) continue;
    if (node.name === 'style') {
      const sheet = node.children
        .map((child) => (DomUtils.isText(child) ? child.data : ''))
        .join('');
      collectHidden(sheet.slice(0, 200_000), hidden);
    }
    open.push(...node.children);
  }
  return hidden;
}

function collectHidden(sheet: string, hidden: Set<string>): void {
  // At-rules (media queries) apply to some screens only: what they hide is visible on others.
  const plain = sheet
    .replace(/\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g, '')
    .replace(/@[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, '');
  for (const rule of plain.matchAll(/([^{}]{1,500})\{([^{}]*)\}/g)) {
    if (!hides(declarations(rule[2] ?? ''))) continue;
    for (const selector of (rule[1] ?? '').split(',')) {
      const simple = /^(?:[a-z]+)?([.#][\w-]+)$/i.exec(selector.trim());
      if (simple?.[1] !== undefined) hidden.add(simple[1]);
    }
  }
}

function isHiddenBySheet(element: Element, hidden: ReadonlySet<string>): boolean {
  if (hidden.size === 0) return false;
  const id = element.attribs['id'];
  if (id !== undefined && hidden.has(`#${id}`)) return true;
  return (element.attribs['class'] ?? '').split(/\s+/).some((name) => hidden.has(`.${name}`));
}
