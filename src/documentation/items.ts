import type { Lexicon } from '../knowledge/lexicon.js';
import { looksPast, looksPlural } from './forms.js';
import type { Item } from './item.js';
import { CountReader } from './item-counts.js';
import { areaOf, excisedSizes, measuresOf, withFurtherMargins } from './item-measures.js';
import { SiteReader } from './item-sites.js';
import { talliesOf } from './item-tallies.js';
import type { Mention } from './mentions.js';
import type { Quantity } from './quantities.js';
import { PLACE_WORDS, VERBS, type SentenceView } from './sentence-view.js';

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
const POSSESSIVES = new Set(['his', 'her', 'my', 'their']);
const ARTICLES = new Set([...POSSESSIVES, 'a', 'an', 'the', 'its', 'through']);
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
/** "the biopsy site", "shave biopsy scar": what is left of an earlier act. */
const REMAINS = new Set(
  'site sites scar scars wound wounds tract clip cavity report reports result results slides proven'.split(
    ' ',
  ),
);
const CLOSERS = /^[.;:()?!]$/;

/** What a word implies beside its act and its method. */
function furtherFacts(implies: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(implies).filter(([element]) => element !== 'act' && element !== 'method'),
  );
}

/** Reads the items of one sentence from its mentions and quantities. */
export class ItemReader {
  private readonly silenced: readonly string[];
  private readonly siteReader: SiteReader;
  private readonly counts: CountReader;
  private readonly speaksOfClosure: boolean;
  private readonly quantities: readonly Quantity[];

  constructor(
    private readonly lexicon: Lexicon,
    private readonly view: SentenceView,
    quantities: readonly Quantity[],
  ) {
    this.quantities = withFurtherMargins(view, quantities);
    this.silenced = view.mentions.all
      .map(({ concept }) => concept.traits['silences'])
      .filter((value) => typeof value === 'string');
    this.siteReader = new SiteReader(lexicon, view);
    this.counts = new CountReader(view, quantities);
    this.speaksOfClosure =
      quantities.some(({ kind }) => kind === 'length') ||
      view.mentions.all.some(({ concept }) => concept.traits['sizeIs'] === 'length');
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
    items.push(...talliesOf(this.view));
    const excised = excisedSizes(this.view, this.quantities);
    for (const quantity of this.quantities) {
      items.push(...measuresOf(quantity, excised.has(quantity)));
      const item = excised.has(quantity) ? undefined : this.fromQuantity(quantity);
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
        if (concept.kind === 'procedure' && concept.traits['skinAct'] !== true) return undefined;
        const act =
          concept.implies['act'] ?? (concept.kind === 'procedure' ? concept.id : undefined);
        if (this.isSilenced(concept.id) || (act !== undefined && this.isSilenced(act)))
          return undefined;
        if (!this.isGrounded(mention)) return undefined;
        const method =
          concept.implies['method'] ?? (concept.kind === 'method' ? concept.id : undefined);
        // "one biopsy code": the words name a code, not an act.
        if (CODE_WORDS.has(this.view.key(to)) || this.namesThing(to)) return undefined;
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
          facts: furtherFacts(concept.implies),
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
      case 'closure':
        // "Complex", "simple" and "layers" tell of a closure only beside one, or beside a length.
        return this.speaksOfClosure
          ? { kind: 'fact', element: concept.kind, concept: concept.id, from, to }
          : undefined;
      case 'relation':
      case 'depth':
      case 'extent':
      case 'pathology':
        if (!this.standsBeside(concept.traits['besideAct'])) return undefined;
        return { kind: 'fact', element: concept.kind, concept: concept.id, from, to };
      default:
        return undefined;
    }
  }

  /** "Muscle" is a depth only in a sentence that tells of a debridement. */
  private standsBeside(act: unknown): boolean {
    if (typeof act !== 'string') return true;
    return this.view.mentions.all.some(
      ({ concept }) => concept.id === act || concept.implies['act'] === act,
    );
  }

  /** The words name what an act left behind; as a label of a form ("Biopsy site:") they tell of the act. */
  private namesThing(to: number): boolean {
    return REMAINS.has(this.view.key(to)) && this.view.key(to + 1) !== ':';
  }

  /**
   * Whether a word that is also plain English tells of an act here: "punched" beside a lesion or a biopsy; a bare tool unless the sentence speaks of hair or of preparing the field.
   */
  private isGrounded({ concept, to }: Mention): boolean {
    const { all } = this.view.mentions;
    const lesion = all.some((other) => other.concept.kind === 'lesion');
    if (concept.traits['needsLesion'] === true) {
      if (lesion && this.mayBeObject(to)) return true;
      return all.some(({ concept: other }) =>
        [other.id, other.implies['act']].some(
          (act) => act !== undefined && other.id !== concept.id && /(?:^|-)biopsy$/.test(act),
        ),
      );
    }
    if (lesion) return concept.traits['tool'] !== true || this.mayBeObject(to, POSSESSIVES);
    const prepares = all.some(({ concept: other }) => other.traits['prepares'] === true);
    const blade = all.some(
      ({ concept: other }) => other.kind === 'method' && other.id === 'tangential',
    );
    return blade || !(prepares && concept.traits['tool'] === true);
  }

  /** "punched the wall", "shaved her legs": an object with such an article must be a lesion. */
  private mayBeObject(to: number, articles: ReadonlySet<string> = ARTICLES): boolean {
    if (!articles.has(this.view.key(to))) return true;
    for (let index = to + 1; index < to + 7; index += 1) {
      if (this.view.covers(index, 'lesion')) return true;
      if (/^(?:[.,;:()]|and|then|with|)$/.test(this.view.key(index))) return false;
    }
    return false;
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
      case 'area':
        return undefined;
      case 'length': {
        const closure = quantity.lengthOf === 'closure';
        if ((quantity.otherLength === true && !closure) || this.boundedBefore(from))
          return undefined;
        const area = areaOf(quantity);
        const size = { kind: 'length' as const, value, ofClosure: closure, from, to };
        return area === undefined ? size : { ...size, area };
      }
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
