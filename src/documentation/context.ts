import type { DateMention } from './identifiers.js';
import type { Mention } from './mentions.js';
import type { Quantity } from './quantities.js';
import type { Token } from './tokens.js';
import type { DocumentedArguments, DocumentedValue, SupportingDocumentation } from './types.js';

const CONTEXT_KINDS = new Set(['payer', 'setting']);

/** Facts about the encounter. The patient is the first person whose age or sex the note gives. */
export class EncounterReader {
  private readonly values = new Map<string, DocumentedValue[]>();

  constructor(
    private readonly tokens: readonly Token[],
    private readonly support: (from: number, to: number) => SupportingDocumentation,
  ) {}

  /** Adds what one sentence says; a relative's age and sex are not the patient's. */
  add(mentions: readonly Mention[], quantities: readonly Quantity[]): void {
    const relative = mentions.some(
      ({ concept: { traits } }) =>
        traits['assertion'] === 'someone-else' && traits['soft'] !== true,
    );
    for (const { concept, from, to } of mentions) {
      const wanted = CONTEXT_KINDS.has(concept.kind) || (concept.kind === 'sex' && !relative);
      if (wanted)
        this.put(concept.kind, {
          kind: 'concept',
          concept: concept.id,
          support: this.support(from, to),
        });
    }
    for (const quantity of quantities) {
      if (quantity.kind !== 'age' || relative) continue;
      const support = this.support(quantity.from, quantity.to);
      this.put('age', { kind: 'quantity', value: quantity.value, unit: 'years', support });
      this.sexAfter(quantity.to);
    }
  }

  /** "57 yo M", "34F". */
  private sexAfter(index: number): void {
    for (let at = index; at < index + 2; at += 1) {
      const text = this.tokens[at]?.text ?? '';
      if (!/^[MF]$/.test(text)) continue;
      this.put('sex', {
        kind: 'concept',
        concept: text === 'M' ? 'male' : 'female',
        support: this.support(at, at + 1),
      });
      return;
    }
  }

  addDates(dates: readonly DateMention[]): void {
    for (const { iso, from, to, ofService } of dates) {
      if (ofService)
        this.put('dateOfService', { kind: 'text', value: iso, support: this.support(from, to) });
    }
  }

  /** One patient has one age and one sex: the first statement stands. */
  private put(element: string, value: DocumentedValue): void {
    const known = this.values.get(element);
    if (known === undefined) this.values.set(element, [value]);
    else if (element === 'payer' || element === 'setting') {
      const repeated = known.some(
        (old) =>
          old.kind === 'concept' && value.kind === 'concept' && old.concept === value.concept,
      );
      if (!repeated) known.push(value);
    }
  }

  read(): DocumentedArguments {
    return Object.fromEntries(this.values);
  }
}
