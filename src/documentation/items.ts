import type { Lexicon } from '../knowledge/lexicon.js';
import { looksPast, looksPlural } from './forms.js';
import type { Mention, Mentions } from './mentions.js';
import type { Quantity } from './quantities.js';
import type { Sentence } from './sentences.js';
import type { Token } from './tokens.js';

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
  | (Span & { readonly kind: 'site'; readonly concept: string; readonly side?: Mention; readonly landmark: boolean })
  | (Span & { readonly kind: 'side'; readonly concept: string })
  | (Span & { readonly kind: 'count'; readonly value: number; readonly standsFor: 'lesions' | 'times' | 'those' })
  | (Span & { readonly kind: 'length'; readonly value: number })
  | (Span & { readonly kind: 'bare'; readonly value: number })
  | (Span & { readonly kind: 'fact'; readonly element: string; readonly concept: string });

const INDEFINITE = new Set(['a', 'an', 'another', 'one', 'single', 'solitary', 'separate', 'different', 'second', 'additional', 'distinct']);
const DEFINITE = new Set(['the', 'this', 'that', 'his', 'her', 'their', 'said']);
const PLACE_WORDS = new Set(['on', 'in', 'at', 'to', 'of', 'over', 'from', 'under', 'along', 'around', 'near', 'behind', 'both', 'across', 'inside', 'beneath', 'within', 'off']);
const CODE_WORDS = new Set(['code', 'codes', 'coding', 'cpt', 'billing', 'charge', 'family', 'series']);
const JOINERS = new Set(['and', '&', 'or', '+', '/']);
const CLOSERS = /^[.;:()?!]$/;
const VERBS = new Set('is was were are be been has had have did does do and or with by for'.split(' '));

/** Reads the items of one sentence from its mentions and quantities. */
export class ItemReader {
  private readonly silenced: readonly string[];

  constructor(
    private readonly lexicon: Lexicon,
    private readonly tokens: readonly Token[],
    private readonly sentence: Sentence,
    private readonly mentions: Mentions,
    private readonly quantities: readonly Quantity[],
  ) {
    this.silenced = mentions.all.map(({ concept }) => concept.traits['silences']).filter((value) => typeof value === 'string');
  }

  read(): Item[] {
    const sites = this.sites();
    const usedSides = new Set(sites.flatMap((site) => (site.kind === 'site' && site.side !== undefined ? [site.side] : [])));
    const items: Item[] = [...sites];
    for (const mention of this.mentions.all) {
      const item = this.fromMention(mention, usedSides);
      if (item !== undefined) items.push(item);
    }
    for (const quantity of this.quantities) {
      const item = this.fromQuantity(quantity);
      if (item !== undefined) items.push(item);
    }
    return items.sort((a, b) => a.from - b.from || a.to - b.to);
  }

  private key(index: number): string {
    return index < this.sentence.from || index >= this.sentence.to ? '' : (this.tokens[index]?.key ?? '');
  }

  private fromMention(mention: Mention, usedSides: ReadonlySet<Mention>): Item | undefined {
    const { concept, from, to } = mention;
    const last = this.key(to - 1);
    switch (concept.kind) {
      case 'procedure':
      case 'method': {
        const act = concept.implies['act'] ?? (concept.kind === 'procedure' ? concept.id : undefined);
        if (this.isSilenced(concept.id) || (act !== undefined && this.isSilenced(act))) return undefined;
        const method = concept.kind === 'method' ? concept.id : concept.implies['method'];
        // "one biopsy code": the words name a code, not an act.
        if (CODE_WORDS.has(this.key(to))) return undefined;
        if (act === undefined) return { kind: 'method', concept: concept.id, from, to };
        const past = Array.from({ length: to - from }, (_, offset) => this.key(from + offset)).some(looksPast);
        return {
          kind: 'act',
          act,
          ...(method === undefined ? {} : { method }),
          broad: concept.kind === 'method' || concept.traits['generic'] === true,
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
          abbreviated: this.tokens[to - 1]?.text !== last,
          from,
          to,
        };
      case 'laterality':
        return usedSides.has(mention) || !this.isSide(mention) ? undefined : { kind: 'side', concept: concept.id, from, to };
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
    return (this.tokens[from]?.text.length ?? 0) > 2 || to - from > 1;
  }

  private articleBefore(from: number): 'indefinite' | 'definite' | 'none' {
    for (let index = from - 1; index >= from - 6; index -= 1) {
      const key = this.key(index);
      if (key === '' || PLACE_WORDS.has(key) || VERBS.has(key) || CLOSERS.test(key)) return 'none';
      if (INDEFINITE.has(key)) return 'indefinite';
      if (DEFINITE.has(key)) return 'definite';
    }
    return 'none';
  }

  // --- sites -------------------------------------------------------------------------------------

  private sites(): Item[] {
    const sites: (Item & { kind: 'site' })[] = [];
    const found = this.mentions.all.filter(({ concept }) => concept.kind === 'site');
    for (const mention of found) {
      const side = this.sideOf(mention);
      const item: Item & { kind: 'site' } = {
        kind: 'site',
        concept: mention.concept.id,
        ...(side === undefined ? {} : { side }),
        landmark: this.isLandmark(mention),
        from: Math.min(mention.from, side?.from ?? mention.from),
        to: Math.max(mention.to, side?.to ?? mention.to),
      };
      const previous = sites.at(-1);
      const joined = previous === undefined ? undefined : this.joined(previous, item, mention);
      if (joined !== undefined) sites[sites.length - 1] = joined;
      else sites.push(item);
    }
    return sites;
  }

  /** "left upper arm", "hand (left)", "both cheeks". */
  private sideOf(site: Mention): Mention | undefined {
    const sideAt = (index: number): Mention | undefined =>
      this.mentions.covering.get(index)?.find(({ concept }) => concept.kind === 'laterality');
    for (let index = site.from - 1; index >= site.from - 4; index -= 1) {
      const key = this.key(index);
      const side = sideAt(index);
      if (side !== undefined) return side;
      if (key === '' || PLACE_WORDS.has(key) || VERBS.has(key) || JOINERS.has(key) || /^[.;:,()]$/.test(key)) break;
      if (this.covers(index, 'lesion') || this.covers(index, 'site')) break;
    }
    for (let index = site.to; index < site.to + 2; index += 1) {
      const key = this.key(index);
      const side = sideAt(index);
      // "cheek, left forearm": the side belongs to the site that follows it.
      if (side !== undefined) return this.siteFollows(side) ? undefined : side;
      if (!/^[,(-]$/.test(key)) break;
    }
    return undefined;
  }

  private siteFollows(side: Mention): boolean {
    for (let index = side.to; index < side.to + 3; index += 1) {
      if (CLOSERS.test(this.key(index)) || this.key(index) === ',') return false;
      if (this.mentions.at.get(index)?.some(({ concept }) => concept.kind === 'site')) return true;
    }
    return false;
  }

  private isLandmark({ from }: Mention): boolean {
    for (let index = from - 1; index >= from - 4; index -= 1) {
      if (this.mentions.covering.get(index)?.some(({ concept }) => concept.traits['landmark'] === true)) return true;
      const key = this.key(index);
      if (key !== 'the' && !this.mentions.covering.get(index)?.some(({ concept }) => concept.kind === 'laterality')) return false;
    }
    return false;
  }

  /** Two names of one place: "tip of the left thumb", "back of the hand", "left ear helix". */
  private joined(before: Item & { kind: 'site' }, item: Item & { kind: 'site' }, mention: Mention): (Item & { kind: 'site' }) | undefined {
    const between = Array.from({ length: Math.max(0, item.from - before.to) }, (_, offset) => this.key(before.to + offset));
    const of = between[0] === 'of' && between.slice(1).every((key) => key === 'the' || key === 'his' || key === 'her');
    if (between.length > 0 && !of) return undefined;
    const side = item.side ?? before.side;
    const shared = { kind: 'site' as const, landmark: before.landmark, from: before.from, to: item.to, ...(side === undefined ? {} : { side }) };
    const yields = this.lexicon.concept(before.concept)?.traits['yieldsBeforeOf'] === true;
    if (of) return { ...shared, concept: yields ? mention.concept.id : before.concept };
    if (this.lexicon.isA(before.concept, item.concept)) return { ...shared, concept: before.concept };
    return { ...shared, concept: item.concept };
  }

  // --- quantities --------------------------------------------------------------------------------

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
        const standsFor = this.countStandsFor(quantity);
        return standsFor === undefined ? undefined : { kind: 'count', value, standsFor, from, to: this.repeatedInBrackets(quantity) };
      }
    }
  }

  /** "up to 1.2 cm", "the largest 1.2 cm": the size of one of several. */
  private boundedBefore(from: number): boolean {
    for (let index = from - 1; index >= from - 4; index -= 1) {
      if (this.mentions.covering.get(index)?.some(({ concept }) => concept.traits['bounds'] === true)) return true;
      if (/^[.;,]$/.test(this.key(index))) return false;
    }
    return false;
  }

  /** "twelve (12)". */
  private repeatedInBrackets({ to, value }: Quantity): number {
    const again = this.key(to) === '(' && Number(this.key(to + 1)) === value && this.key(to + 2) === ')';
    return again ? to + 3 : to;
  }

  private kindsAt(index: number): string[] {
    return (this.mentions.at.get(index) ?? []).map(({ concept }) => concept.kind);
  }

  private namesLesionsOrAct(index: number): boolean {
    return (this.mentions.covering.get(index) ?? []).some(({ concept }) => ['lesion', 'procedure', 'method'].includes(concept.kind) && concept.kind !== 'cue');
  }

  private covers(index: number, kind: string): boolean {
    return (this.mentions.covering.get(index) ?? []).some(({ concept }) => concept.kind === kind);
  }

  /** What a whole number counts, judged by what stands around it; undefined when it counts nothing here. */
  private countStandsFor(quantity: Quantity): 'lesions' | 'times' | 'those' | undefined {
    const { from, to } = quantity;
    const before = this.key(from - 1);
    if (before === '(' && Number(this.key(from)) > 0 && this.key(to) === ')' && this.spelledBefore(from - 2, quantity.value)) return undefined;
    if (before === 'x' || before === '×' || before === '*') return this.cyclesBefore(from - 2) ? undefined : 'times';
    if (this.isListNumber(from, to)) return undefined;
    const ahead = this.ahead(this.repeatedInBrackets(quantity));
    if (ahead !== undefined) return ahead;
    if (before === '(' && this.key(to) === ')' && this.namesLesionsOrAct(from - 2)) return 'lesions';
    if (['#', ':', '=', 'totaling', 'totalling', 'numbering'].includes(before) && this.labelBefore(from - 2)) return 'lesions';
    if ((before === 'of' && this.key(from - 2) === 'total') || before === 'total') return 'those';
    const closes = this.key(to) === '' || /^[.,;()?!]$/.test(this.key(to)) || this.key(to) === 'and';
    if (closes && this.covers(from - 1, 'site')) return 'lesions';
    if (closes && this.covers(from - 1, 'lesion') && looksPlural(before)) return 'lesions';
    if (closes && ['were', 'was', 'treated', 'did', 'removed', 'had', 'all', 'only', 'just'].includes(before)) return 'those';
    return this.isWholeAnswer(from, to) ? 'those' : undefined;
  }

  private ahead(to: number): 'lesions' | 'those' | undefined {
    let place = false;
    for (let index = to; index < to + 8; index += 1) {
      // "two 0.5 cm nevi": the size stands between the count and what it counts.
      index = this.quantities.find((one) => one.kind === 'length' && one.from === index)?.to ?? index;
      const key = this.key(index);
      if (key === '' || /^[.;:?!()]$/.test(key)) return undefined;
      const kinds = this.kindsAt(index);
      if (!place && kinds.includes('lesion')) return 'lesions';
      if (kinds.includes('site')) return 'lesions';
      if (!place && (kinds.includes('procedure') || kinds.includes('method'))) return 'lesions';
      if (!place && ['were', 'total', 'altogether', 'are', 'was'].includes(key)) return 'those';
      if (key === 'in' && this.key(index + 1) === 'total') return 'those';
      if (key === 'of' && ['them', 'these', 'those', 'the'].includes(this.key(index + 1))) {
        if (this.key(index + 1) !== 'the') return 'those';
        continue;
      }
      if (PLACE_WORDS.has(key)) {
        if (place && key !== 'of' && key !== 'both') return undefined;
        place = true;
        continue;
      }
      if (VERBS.has(key) || (key === ',' && index > to)) return undefined;
      if (kinds.includes('unit') && !kinds.includes('procedure')) return undefined;
    }
    return undefined;
  }

  private spelledBefore(index: number, value: number): boolean {
    const mention = this.mentions.covering.get(index)?.find(({ concept }) => concept.kind === 'number');
    return mention?.concept.traits['value'] === value;
  }

  /** "10 seconds x 2", "freeze-thaw x 2": cycles of one treatment. */
  private cyclesBefore(index: number): boolean {
    for (let at = index; at >= index - 2; at -= 1) if (this.covers(at, 'unit') || this.key(at) === 'thaw') return true;
    return false;
  }

  private labelBefore(index: number): boolean {
    for (let at = index; at >= index - 4; at -= 1) {
      if (this.key(at) === 'number' || this.key(at) === 'total' || this.key(at) === 'count') return true;
      if ((this.covers(at, 'lesion') || this.covers(at, 'procedure')) && at === index) return true;
    }
    return false;
  }

  /** "1) left cheek", "lesion 2:", "#1". */
  private isListNumber(from: number, to: number): boolean {
    if (this.key(to) === ')' && this.key(from - 1) !== '(') return true;
    const before = this.key(from - 1);
    if (before === '#' && from - 1 === this.sentence.from) return true;
    const labelled = before === '#' ? from - 2 : from - 1;
    if (['site', 'specimen', 'number', 'item', 'biopsy'].includes(this.key(labelled)) && before !== ':' && this.key(to) !== '') return this.key(labelled) !== 'number';
    return this.covers(labelled, 'lesion') && !looksPlural(this.key(labelled)) && !this.covers(labelled, 'laterality') && before !== '#' && this.key(labelled) === 'lesion';
  }

  /** The sentence is little more than the number: an answer to "how many". */
  private isWholeAnswer(from: number, to: number): boolean {
    return from - this.sentence.from <= 2 && this.sentence.to - to <= 2;
  }
}
