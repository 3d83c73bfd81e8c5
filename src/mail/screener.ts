import type { Screener, Screening } from '../consultation/ports.js';
import { reason } from '../consultation/reasons.js';
import { domainOf, sameOrganisation, strictAddress } from './addresses.js';
import { authenticate, type SenderAuthentication } from './screening/authentication.js';
import { enrolmentOf } from './screening/enrolment.js';
import { factsOf, type LetterFacts } from './screening/letter-facts.js';
import { HEADER_RULES, WEAK_RULES, type RuleContext } from './screening/rules.js';

export interface ScreenerOptions {
  /** Addresses and domains that may ask: `a@b.example`, `b.example`, `*.b.example`. Empty: nobody. */
  readonly enrolled: readonly string[];
  /** Every address of ours: consult address, bounce address, archive address. */
  readonly ownAddresses: readonly string[];
  /** Instance secret of the loop mark. */
  readonly secret: string;
  readonly isOwnMessageId: (messageId: string) => boolean;
  readonly authentication: SenderAuthentication;
}

export function createScreener(options: ScreenerOptions): Screener {
  const context: RuleContext = {
    enrolled: enrolmentOf(options.enrolled),
    ownAddresses: new Set(options.ownAddresses.map((address) => address.toLowerCase())),
    secret: options.secret,
    isOwnMessageId: options.isOwnMessageId,
  };

  return {
    async screen(mail, raw): Promise<Screening> {
      const letter = factsOf(mail);
      const byHeader = firstVerdict(HEADER_RULES, letter, context);
      if (byHeader !== undefined) return byHeader;
      const author = soleAuthor(letter);
      if (author === undefined) return { kind: 'declined', reason: reason('sender-not-enrolled') };

      const proof = await authenticate(options.authentication, author, letter.headers, raw);
      if (!proof.ok)
        return { kind: 'review', reason: reason('sender-not-authenticated', proof.detail) };
      const weak = firstVerdict(WEAK_RULES, letter, context);
      if (weak !== undefined) return weak;
      return { kind: 'accepted', replyTo: replyAddress(letter, author, context) };
    },
  };
}

function firstVerdict(
  rules: typeof HEADER_RULES,
  letter: LetterFacts,
  context: RuleContext,
): Screening | undefined {
  for (const rule of rules) {
    const verdict = rule.check(letter, context);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

function soleAuthor(letter: LetterFacts): string | undefined {
  const { authors } = letter;
  if (authors.kind !== 'agreed' || authors.from.length !== 1) return undefined;
  return strictAddress(authors.from[0] ?? '');
}

/** The author, or their Reply-To when it is one enrolled address of the same organisation. */
function replyAddress(letter: LetterFacts, author: string, context: RuleContext): string {
  const wishes = letter.authors.kind === 'agreed' ? letter.authors.replyTo : [];
  const wish = wishes.length === 1 ? strictAddress(wishes[0] ?? '') : undefined;
  const honoured =
    wish !== undefined &&
    context.enrolled(wish) &&
    !context.ownAddresses.has(wish) &&
    sameOrganisation(domainOf(wish), domainOf(author));
  return honoured ? wish : author;
}
