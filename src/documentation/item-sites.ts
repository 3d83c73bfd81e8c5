import type { Lexicon } from '../knowledge/lexicon.js';
import type { Item } from './item.js';
import type { Mention } from './mentions.js';
import { PLACE_WORDS, VERBS, type SentenceView } from './sentence-view.js';

const JOINERS = new Set(['and', '&', 'or', '+', '/']);
const CLOSERS = /^[.;:()?!]$/;

/** Reads the body sites of one sentence, each with its side. */
export class SiteReader {
  constructor(
    private readonly lexicon: Lexicon,
    private readonly view: SentenceView,
  ) {}

  read(): Item[] {
    const sites: (Item & { kind: 'site' })[] = [];
    const found = this.view.mentions.all.filter(
      (mention) => mention.concept.kind === 'site' && !this.isDonor(mention),
    );
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
      this.view.mentions.covering.get(index)?.find(({ concept }) => concept.kind === 'laterality');
    for (let index = site.from - 1; index >= site.from - 4; index -= 1) {
      const key = this.view.key(index);
      const side = sideAt(index);
      if (side !== undefined) return side;
      if (
        key === '' ||
        PLACE_WORDS.has(key) ||
        VERBS.has(key) ||
        JOINERS.has(key) ||
        /^[.;:,()]$/.test(key)
      )
        break;
      if (this.view.covers(index, 'lesion') || this.view.covers(index, 'site')) break;
    }
    for (let index = site.to; index < site.to + 2; index += 1) {
      const key = this.view.key(index);
      const side = sideAt(index);
      // "cheek, left forearm": the side belongs to the site that follows it.
      if (side !== undefined) return this.siteFollows(side) ? undefined : side;
      if (!/^[,(-]$/.test(key)) break;
    }
    return undefined;
  }

  private siteFollows(side: Mention): boolean {
    for (let index = side.to; index < side.to + 3; index += 1) {
      if (CLOSERS.test(this.view.key(index)) || this.view.key(index) === ',') return false;
      if (this.view.mentions.at.get(index)?.some(({ concept }) => concept.kind === 'site'))
        return true;
    }
    return false;
  }

  /** "STSG harvested from the left thigh": the place that a graft was taken from is not the place it covers. */
  private isDonor({ from, to }: Mention): boolean {
    const donor = (index: number): boolean =>
      this.view.mentions.covering
        .get(index)
        ?.some(({ concept }) => concept.traits['donor'] === true) === true;
    if (donor(to)) return true;
    for (let index = from - 1; index >= from - 5; index -= 1) {
      if (donor(index)) return true;
      const key = this.view.key(index);
      if (key === 'from' && this.tellsGraft()) return true;
      if (/^[.;,)]?$/.test(key) || key === 'to' || key === 'on' || key === 'and') return false;
    }
    return false;
  }

  private tellsGraft(): boolean {
    return this.view.mentions.all.some(({ concept }) => this.lexicon.isA(concept.id, 'skin-graft'));
  }

  private isLandmark({ from }: Mention): boolean {
    for (let index = from - 1; index >= from - 4; index -= 1) {
      if (
        this.view.mentions.covering
          .get(index)
          ?.some(({ concept }) => concept.traits['landmark'] === true)
      )
        return true;
      const key = this.view.key(index);
      if (
        key !== 'the' &&
        !this.view.mentions.covering
          .get(index)
          ?.some(({ concept }) => concept.kind === 'laterality')
      )
        return false;
    }
    return false;
  }

  /** Two names of one place: "tip of the left thumb", "back of the hand", "left ear helix". */
  private joined(
    before: Item & { kind: 'site' },
    item: Item & { kind: 'site' },
    mention: Mention,
  ): (Item & { kind: 'site' }) | undefined {
    const between = Array.from({ length: Math.max(0, item.from - before.to) }, (_, offset) =>
      this.view.key(before.to + offset),
    );
    const of =
      between[0] === 'of' &&
      between.slice(1).every((key) => key === 'the' || key === 'his' || key === 'her');
    if (between.length > 0 && !of) return undefined;
    const side = item.side ?? before.side;
    const shared = {
      kind: 'site' as const,
      landmark: before.landmark,
      from: before.from,
      to: item.to,
      ...(side === undefined ? {} : { side }),
    };
    const yields = this.lexicon.concept(before.concept)?.traits['yieldsBeforeOf'] === true;
    if (of) return { ...shared, concept: yields ? mention.concept.id : before.concept };
    if (this.lexicon.isA(before.concept, item.concept))
      return { ...shared, concept: before.concept };
    return { ...shared, concept: item.concept };
  }
}
