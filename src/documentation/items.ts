import type { Lexicon } from '../knowledge/lexicon.js';
import { looksPast, looksPlural } from './forms.js';
import { CountReader } from './item-counts.js';
import { SiteReader } from './item-sites.js';
import type { Mention } from './mentions.js';
import type { Quantity } from './quantities.js';
import { PLACE_WORDS, VERBS, type SentenceView } from './sentence-view.js';

interface Span {
  readonly from: number;
  readonly to: number;
}

/** What one stretch of a sentence contributes to a service. */
export type Item =
  | (Span & {
      readonly kind: 'act';
      readonly act: string;
      readonly method?: string;
      /** Named by a method ("LN2") or a broad word ("treated"): gives way to a named act. */
      readonly broad: boolean;
      /** A method that may be no more than a tool ("cautery"): an act only where a lesion is named. */
      readonly tool: boolean;
      readonly plural: boolean;
      readonly past: boolean;
    })
  | (Span & { readonly kind: 'method'; readonly concept: string })
  | (Span & {
      readonly kind: 'lesion';
      readonly concept: string;
      readonly plural: boolean;
      /** "a", "another": a lesion not named before; "the", "this": one that was. */
      readonly article: 'indefinite' | 'definite' | 'none';
      readonly abbreviated: boolean;
    })
  | (Span & {
      readonly kind: 'site';
      readonly concept: string;
      readonly side?: Mention;
      readonly landmark: boolean;
    })
  | (Span & { readonly kind: 'side'; readonly concept: string })
  | (Span & {
      readonly kind: 'count';
      readonly value: number;
      readonly standsFor: 'lesions' | 'times' | 'those';
    })
  | (Span & { readonly kind: 'length'; readonly value: number })
  | (Span & { readonly kind: 'bare'; readonly value: number })
  | (Span & { readonly kind: 'fact'; readonly element: string; readonly concept: string });

const INDEFINITE = new Set([
  'a',
  'an',
  'another',
  'one',
  'single',
  'solitary',
  'separate',
  'different',
  'second',
  'additional',
  'distinct',
]);
const DEFINITE = new Set(['the', 'this', 'that', 'his', 'her', 'their', 'said']);
const CODE_WORDS = new Set([
  'code',
  'codes',
  'coding',
  'cpt',
  'billing',
  'charge',
  'family',
  'series',
]);
const CLOSERS = /^[.;:()?!]$/;

/** Reads the items of one sentence from its mentions and quantities. */
export class ItemReader {
  private readonly silenced: readonly string[];
  private readonly siteReader: SiteReader;
  private readonly counts: CountReader;

  constructor(
    private readonly lexicon: Lexicon,
    private readonly view: SentenceView,
    private readonly quantities: readonly Quantity[],
  ) {
    this.silenced = view.mentions.all
      .map(({ concept }) => concept.traits['silences'])
      .filter((value) => typeof value === 'string');
    this.siteReader = new SiteReader(lexicon, view);
    this.counts = new CountReader(view, quantities);
  }

  read(): Item[] {
    const sites = this.siteReader.read();
    const usedSides = new Set(
      sites.flatMap((site) => (site.kind === 'site' && site.side !== undefined ? [site.side] : [])),
    );
    const items: Item[] = [...sites];
    for (const mention of this.view.mentions.all) {
      const item = this.fromMention(mention, usedSides);
      if (item !== undefined) items.push(item);
    }
    for (const quantity of this.quantities) {
      const item = this.fromQuantity(quantity);
      if (item !== undefined) items.push(item);
    }
    return items.sort((a, b) => a.from - b.from || a.to - b.to);
  }

  private fromMention(mention: Mention, usedSides: ReadonlySet<Mention>): Item | undefined {
    const { concept, from, to } = mention;
    const last = this.view.key(to - 1);
    switch (concept.kind) {
      case 'procedure':
      case 'method': {
        const act =
          concept.implies['act'] ?? (concept.kind === 'procedure' ? concept.id : undefined);
        if (this.isSilenced(concept.id) || (act !== undefined && this.isSilenced(act)))
          return undefined;
        const method =
          concept.implies['method'] ?? (concept.kind === 'method' ? concept.id : undefined);
        // "one biopsy code": the words name a code, not an act.
        if (CODE_WORDS.has(this.view.key(to))) return undefined;
        if (act === undefined) return { kind: 'method', concept: concept.id, from, to };
        const past = Array.from({ length: to - from }, (_, offset) =>
          this.view.key(from + offset),
        ).some(looksPast);
        return {
          kind: 'act',
          act,
          ...(method === undefined ? {} : { method }),
          broad: concept.kind === 'method' || concept.traits['generic'] === true,
          tool:
            concept.traits['tool'] === true ||
            (concept.kind === 'method' && concept.traits['named'] !== true),
          plural: looksPlural(last),
          past,
          from,
          to,
        };
      }
      case 'lesion':
        return {
          kind: 'lesion',
          concept: concept.id,
          plural: looksPlural(last),
          article: this.articleBefore(from),
          abbreviated: this.view.tokens[to - 1]?.text !== last,
          from,
          to,
        };
      case 'laterality':
        return usedSides.has(mention) || !this.isSide(mention)
          ? undefined
          : { kind: 'side', concept: concept.id, from, to };
      case 'relation':
      case 'depth':
      case 'pathology':
        return { kind: 'fact', element: concept.kind, concept: concept.id, from, to };
      default:
        return undefined;
    }
  }

  private isSilenced(id: string): boolean {
    return this.silenced.some((ancestor) => this.lexicon.isA(id, ancestor));
  }

  /** A lone "L" or "R" is a side only where a body part is near; so is "LT". */
  private isSide({ from, to }: Mention): boolean {
    return (this.view.tokens[from]?.text.length ?? 0) > 2 || to - from > 1;
  }

  private articleBefore(from: number): 'indefinite' | 'definite' | 'none' {
    for (let index = from - 1; index >= from - 6; index -= 1) {
      const key = this.view.key(index);
      if (key === '' || PLACE_WORDS.has(key) || VERBS.has(key) || CLOSERS.test(key)) return 'none';
      if (INDEFINITE.has(key)) return 'indefinite';
      if (DEFINITE.has(key)) return 'definite';
    }
    return 'none';
  }

  private fromQuantity(quantity: Quantity): Item | undefined {
    const { from, to, value } = quantity;
    switch (quantity.kind) {
      case 'age':
        return undefined;
      case 'length':
        if (quantity.otherLength === true || this.boundedBefore(from)) return undefined;
        return { kind: 'length', value, from, to };
      case 'bare':
        return { kind: 'bare', value, from, to };
      case 'count': {
        const both = this.counts.bothSides(quantity);
        if (both !== undefined) return both;
        const standsFor = this.counts.countStandsFor(quantity);
        return standsFor === undefined
          ? undefined
          : { kind: 'count', value, standsFor, from, to: this.counts.repeatedInBrackets(quantity) };
      }
    }
  }

  /** "up to 1.2 cm", "the largest 1.2 cm": the size of one of several. */
  private boundedBefore(from: number): boolean {
    for (let index = from - 1; index >= from - 4; index -= 1) {
      if (
        this.view.mentions.covering
          .get(index)
          ?.some(({ concept }) => concept.traits['bounds'] === true)
      )
        return true;
      if (/^[.;,]$/.test(this.view.key(index))) return false;
    }
    return false;
  }
}
