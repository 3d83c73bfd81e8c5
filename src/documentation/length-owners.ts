import type { Mentions } from './mentions.js';
import type { Token } from './tokens.js';

/** Words that link a measure to the number behind it. */
const LINKS = /^(?:of|at|:)$/;

/** What a length is the length of, where the words beside it say so: a margin, an incision, a tool. */
export class LengthOwners {
  constructor(
    private readonly tokens: readonly Token[],
    private readonly mentions: Mentions,
  ) {}

  /**
   * A margin, a depth, a tool, a distance: words right before or right after the length say so.
   * @returns its name, or an empty text where it is another's length without a name
   */
  of(from: number, to: number): string | undefined {
    const owners = [this.ownerBehind(to), this.ownerBefore(from)];
    return (
      owners.find((owner) => owner !== undefined && owner !== '') ??
      owners.find((owner) => owner === '')
    );
  }

  private ownerBehind(to: number): string | undefined {
    for (let index = to; index < to + 3; index += 1) {
      if (/^[.;,)]$/.test(this.tokens[index]?.text ?? '.')) break;
      if (index > to && this.tokens[index]?.kind === 'number') break;
      const owner = this.ownerAt(index);
      // "2.2 cm with margins of 3 mm": the margin is told behind its word.
      if (owner === 'margin' && this.linksNumber(index)) break;
      if (owner !== undefined) return owner;
      // "4 cm sutured single layer": behind the act other words speak.
      const ends = this.mentions.at
        .get(index)
        ?.some(({ concept: { kind } }) => kind === 'lesion' || kind === 'method');
      if (ends === true) break;
    }
    return undefined;
  }

  private ownerBefore(from: number): string | undefined {
    for (let index = from - 1; index >= from - 4; index -= 1) {
      if (/^[.;,(]$/.test(this.tokens[index]?.text ?? '.')) break;
      const owner = this.ownerAt(index);
      // "3 mm margins 2.2 cm": the word belongs to the number before it.
      const elsewhere = owner === 'margin' && this.isMeasured(index) && !this.linksNumber(index);
      if (owner !== undefined && !elsewhere) return owner;
      if (
        this.mentions.at
          .get(index)
          ?.some(({ concept }) => concept.kind === 'lesion' || concept.kind === 'site')
      )
        break;
    }
    return undefined;
  }

  /** "Margins of 3 mm": the words at this place link the number behind them. */
  private linksNumber(index: number): boolean {
    const ends = (this.mentions.at.get(index) ?? []).map(({ to }) => to);
    const end = Math.max(index + 1, ...ends);
    const last = [end - 1, end].find((at) => LINKS.test(this.tokens[at]?.key ?? ''));
    return last !== undefined && this.tokens[last + 1]?.kind === 'number';
  }

  private isMeasured(index: number): boolean {
    for (let at = index - 1; at >= index - 2; at -= 1) {
      if (/^[.;,(]$/.test(this.tokens[at]?.text ?? '.')) return false;
      const units = this.mentions.at.get(at) ?? [];
      if (units.some(({ concept }) => concept.traits['measures'] === 'length')) return true;
    }
    return false;
  }

  private ownerAt(index: number): string | undefined {
    for (const { concept } of this.mentions.at.get(index) ?? []) {
      if (typeof concept.traits['lengthOf'] === 'string') return concept.traits['lengthOf'];
      if (concept.traits['otherLength'] === true) return '';
    }
    return undefined;
  }
}
