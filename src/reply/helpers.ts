import { columns, paragraph, TEXT_WIDTH } from './text-layout.js';
import type { Words } from './words.js';
import { lookUpWord } from './words.js';

/*
 * The helpers that templates may use; scripts/compile-templates.mjs refuses any other name. They choose
 * and lay out words, and hold none.
 */

interface HelperOptions {
  readonly hash: Readonly<Record<string, unknown>>;
  fn(context: unknown): string;
  inverse(context: unknown): string;
}

export type Helper = (this: unknown, ...args: never[]) => unknown;
export type Helpers = Readonly<Record<string, Helper>>;

/** Separates the cells inside {{#columns}}; control characters never come through the view model. */
const CELL_END = '\u001f';

function numberOf(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new TypeError(`Template helper ${name} needs a number.`);
}

export function sharedHelpers(words: Words): Helpers {
  return {
    /** {{word "table" key}} or {{word "table" key "part"}}: the customer's word for a code. */
    word(...args: unknown[]): string {
      return lookUpWord(words, args.slice(0, -1).map(String));
    },
    /** {{plural n "code" "codes"}}: the word alone, without the number. */
    plural(count: unknown, one: string, many: string): string {
      return numberOf(count, 'plural') === 1 ? one : many;
    },
    /** {{capital text}}: the text as the start of a line. */
    capital(text: unknown): string {
      const [first = '', ...rest] = Array.from(String(text));
      return first.toUpperCase() + rest.join('');
    },
    is(this: unknown, left: unknown, right: unknown, options: HelperOptions): string {
      return left === right ? options.fn(this) : options.inverse(this);
    },
    'more-than'(this: unknown, left: unknown, right: unknown, options: HelperOptions): string {
      const more = numberOf(left, 'more-than') > numberOf(right, 'more-than');
      return more ? options.fn(this) : options.inverse(this);
    },
  };
}

export function textHelpers(words: Words): Helpers {
  return {
    ...sharedHelpers(words),
    /** {{#paragraph indent=3 hang=2}}...{{/paragraph}}: its content as one wrapped paragraph. */
    paragraph(this: unknown, options: HelperOptions): string {
      const indent = numberOf(options.hash['indent'] ?? 0, 'paragraph');
      const hang = numberOf(options.hash['hang'] ?? 0, 'paragraph');
      return paragraph(options.fn(this), indent, hang);
    },
    /** {{#columns "6 40"}}cell{{next}}cell{{/columns}}: one row of an aligned table. */
    columns(this: unknown, widths: string, options: HelperOptions): string {
      return columns(options.fn(this).split(CELL_END), widths.split(' ').map(Number));
    },
    next(): string {
      return CELL_END;
    },
    /** {{line-across "-"}}: a line across the page. */
    'line-across'(stroke: string): string {
      return stroke.repeat(TEXT_WIDTH);
    },
  };
}
