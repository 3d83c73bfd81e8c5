import { looksPlural } from './forms.js';
import type { Item } from './item.js';
import type { Quantity } from './quantities.js';
import { PLACE_WORDS, VERBS, type SentenceView } from './sentence-view.js';

/** "one 0.5 cm and one 0.9 cm": after the size nothing more of the phrase follows. */
const ENDS_PHRASE = /^(?:[.,;)]|and|on|)$/;

/** Decides what the whole numbers of one sentence count, by what stands around them. */
export class CountReader {
  constructor(
    private readonly view: SentenceView,
    private readonly quantities: readonly Quantity[],
  ) {}

  /** "twelve (12)". */
  repeatedInBrackets({ to, value }: Quantity): number {
    const again =
      this.view.key(to) === '(' &&
      Number(this.view.key(to + 1)) === value &&
      this.view.key(to + 2) === ')';
    return again ? to + 3 : to;
  }

  /** "both cheeks" names two sides, not two lesions. */
  bothSides({ from, to }: Quantity): Item | undefined {
    if (this.view.key(from) !== 'both') return undefined;
    for (let index = to; index < to + 3; index += 1) {
      if (this.view.covers(index, 'site')) return { kind: 'side', concept: 'bilateral', from, to };
      if (PLACE_WORDS.has(this.view.key(index)) || this.view.covers(index, 'lesion'))
        return undefined;
    }
    return undefined;
  }

  /** What a whole number counts, judged by what stands around it; undefined when it counts nothing here. */
  countStandsFor(quantity: Quantity): 'lesions' | 'times' | 'those' | undefined {
    const { from, to } = quantity;
    // "forearm and cheek, both by shave": speaks of what was named.
    const named = this.view.mentions.all.some(
      (mention) => mention.concept.kind === 'site' && mention.to <= from,
    );
    if (this.view.key(from) === 'both' && named) return undefined;
    const before = this.view.key(from - 1);
    if (
      before === '(' &&
      Number(this.view.key(from)) > 0 &&
      this.view.key(to) === ')' &&
      this.spelledBefore(from - 2, quantity.value)
    )
      return undefined;
    if (before === 'x' || before === '×' || before === '*')
      return this.cyclesBefore(from - 2) ? undefined : 'times';
    if (this.isListNumber(from, to)) return undefined;
    const ahead = this.ahead(this.repeatedInBrackets(quantity));
    if (ahead !== undefined) return ahead;
    if (before === '(' && this.view.key(to) === ')' && this.view.namesLesionsOrAct(from - 2))
      return 'lesions';
    if (
      ['#', ':', '=', 'totaling', 'totalling', 'numbering'].includes(before) &&
      this.labelBefore(from - 2)
    )
      return 'lesions';
    if ((before === 'of' && this.view.key(from - 2) === 'total') || before === 'total')
      return 'those';
    const closes =
      this.view.key(to) === '' ||
      /^[.,;()?!]$/.test(this.view.key(to)) ||
      this.view.key(to) === 'and';
    if (closes && this.view.covers(from - 1, 'site')) return 'lesions';
    if (closes && this.view.covers(from - 1, 'lesion') && looksPlural(before)) return 'lesions';
    if (
      closes &&
      ['were', 'was', 'treated', 'did', 'removed', 'had', 'all', 'only', 'just'].includes(before)
    )
      return 'those';
    if (closes && this.view.namesLesionsOrAct(from - 1)) return 'those';
    return this.isWholeAnswer(from, to) ? 'those' : undefined;
  }

  private ahead(to: number): 'lesions' | 'those' | undefined {
    let place = false;
    for (let index = to; index < to + 8; index += 1) {
      // "two 0.5 cm nevi": the size stands between the count and what it counts.
      const size = this.quantities.find((one) => one.kind === 'length' && one.from === index);
      if (size !== undefined && index === to && ENDS_PHRASE.test(this.view.key(size.to)))
        return 'lesions';
      index = size?.to ?? index;
      const key = this.view.key(index);
      if (key === '' || /^[.;:?!()]$/.test(key)) return undefined;
      if (index === to && this.isFurther(index)) return 'lesions';
      const kinds = this.view.kindsAt(index);
      if (!place && kinds.includes('lesion')) return 'lesions';
      if (kinds.includes('site') || (place && kinds.includes('laterality'))) return 'lesions';
      if (!place && (kinds.includes('procedure') || kinds.includes('method'))) return 'lesions';
      if (!place && ['were', 'total', 'altogether', 'are', 'was'].includes(key)) return 'those';
      if (key === 'in' && this.view.key(index + 1) === 'total') return 'those';
      if (key === 'of' && ['them', 'these', 'those', 'the'].includes(this.view.key(index + 1))) {
        if (this.view.key(index + 1) !== 'the') return 'those';
        continue;
      }
      // "15 by snip"
      const means = this.view.kindsAt(index + 1);
      if (key === 'by' && (means.includes('method') || means.includes('procedure')))
        return 'lesions';
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

  /** "that AK and 2 others", "plus 3 more."; not "2 more weeks". */
  private isFurther(index: number): boolean {
    const key = this.view.key(index);
    return key === 'others' || (key === 'more' && /^[.,;)]?$/.test(this.view.key(index + 1)));
  }

  private spelledBefore(index: number, value: number): boolean {
    const mention = this.view.mentions.covering
      .get(index)
      ?.find(({ concept }) => concept.kind === 'number');
    return mention?.concept.traits['value'] === value;
  }

  /** "10 seconds x 2", "freeze-thaw x 2": cycles of one treatment. */
  private cyclesBefore(index: number): boolean {
    for (let at = index; at >= index - 2; at -= 1) {
      if (/^[.,;()]$/.test(this.view.key(at))) return false;
      const units = (this.view.mentions.covering.get(at) ?? []).filter(
        ({ concept }) => concept.kind === 'unit',
      );
      const ofTime = units.some(({ concept }) =>
        ['time', 'cycle'].includes(String(concept.traits['measures'])),
      );
      if (ofTime || this.view.key(at) === 'thaw') return true;
    }
    return false;
  }

  private labelBefore(index: number): boolean {
    for (let at = index; at >= index - 4; at -= 1) {
      if (
        this.view.key(at) === 'number' ||
        this.view.key(at) === 'total' ||
        this.view.key(at) === 'count' ||
        this.view.key(at) === 'n'
      )
        return true;
      if ((this.view.covers(at, 'lesion') || this.view.covers(at, 'procedure')) && at === index)
        return true;
    }
    return false;
  }

  /** "1) left cheek", "lesion 2:", "#1". */
  private isListNumber(from: number, to: number): boolean {
    if (this.view.key(to) === ')' && this.view.key(from - 1) !== '(' && !this.insideBrackets(from))
      return true;
    const before = this.view.key(from - 1);
    if (before === '#' && from - 1 === this.view.sentence.from) return true;
    const labelled = before === '#' ? from - 2 : from - 1;
    if (
      ['site', 'specimen', 'number', 'item', 'biopsy'].includes(this.view.key(labelled)) &&
      before !== ':' &&
      this.view.key(to) !== ''
    )
      return this.view.key(labelled) !== 'number';
    return (
      this.view.covers(labelled, 'lesion') &&
      !looksPlural(this.view.key(labelled)) &&
      !this.view.covers(labelled, 'laterality') &&
      this.view.key(labelled) === 'lesion'
    );
  }

  private insideBrackets(from: number): boolean {
    for (let index = from - 1; index >= from - 30; index -= 1) {
      if (this.view.key(index) === ')') return false;
      if (this.view.key(index) === '(') return true;
    }
    return false;
  }

  /** The sentence is little more than the number: an answer to "how many". */
  private isWholeAnswer(from: number, to: number): boolean {
    return from - this.view.sentence.from <= 2 && this.view.sentence.to - to <= 2;
  }
}
