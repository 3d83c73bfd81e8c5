import { compile, type FormatCallback } from 'html-to-text';
import { CELL_TO_THE_RIGHT, visibleHtml } from './hidden-html.js';

export interface HtmlText {
  readonly text: string;
  /** Words that a reader would not see were left out. */
  readonly droppedText: boolean;
}

/** Cells stand side by side with a bar: sizes and sites of a table must not run together. */
const cell: FormatCallback = (element, walk, builder) => {
  walk(element.children, builder);
  const attributes = element.attribs as Readonly<Record<string, string>> | undefined;
  if (attributes?.[CELL_TO_THE_RIGHT] !== undefined) builder.addInline(' | ');
};

const convert = compile({
  wordwrap: false,
  formatters: { cell },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    { selector: 'table', format: 'block' },
    { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'td', format: 'cell' },
    { selector: 'th', format: 'cell' },
    { selector: 'ul', options: { itemPrefix: '- ' } },
    { selector: 'hr', format: 'skip' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
      selector,
      options: { uppercase: false },
    })),
  ],
});

/** What a reader of the HTML sees, as text. Raises `html-too-deep` beyond `maxDepth` levels. */
export function htmlToVisibleText(html: string, maxDepth: number): HtmlText {
  const visible = visibleHtml(html, maxDepth);
  return { text: convert(visible.html), droppedText: visible.droppedText };
}
