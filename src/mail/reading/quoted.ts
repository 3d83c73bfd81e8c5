import EmailReplyParser from 'email-reply-parser';

/*
 * What the author of this letter wrote, apart from what it quotes. The library finds the borders; the guards
 * here keep it from taking clinical content away: losing a line of the note is worse than keeping a phone
 * number, so when in doubt the text stays.
 */

export interface OwnText {
  readonly text: string;
  readonly remarks: readonly string[];
  /** Everything in the letter was quoted: it answers another letter and adds nothing. */
  readonly onlyQuoted: boolean;
}

export interface LetterContext {
  readonly subject: string;
  /** The letter has In-Reply-To or References. */
  readonly isAnswer: boolean;
  readonly hasAttachments: boolean;
}

/** A forwarding letter says little itself; a longer one brings its own case and the rest is background. */
const SHORT_COVER_NOTE = 600;
const LONGEST_SIGNATURE = { lines: 15, characters: 1500 };
/** Longer lines are hidden from the library: its patterns backtrack on them. */
const LONG_LINE = 1000;

const FORWARD_SUBJECT = /^\s*(?:fwd?|wg|tr|rv|enc|i|vs|vl|doorst|pd|rif)\s*(?:\[\d+\])?:/i;
const FORWARD_MARK = new RegExp(
  '^[ \\t>]*(?:' +
    [
      '-{2,}[ ]*(?:forwarded message|forwarded by [^\\n]{1,80}|weitergeleitete nachricht|message transféré|mensaje reenviado|messaggio inoltrato|doorgestuurd bericht|mensagem encaminhada)[ ]*-*',
      'begin forwarded message[ ]?:',
      '-{3,}[ ]*original message[ ]*-{3,}',
    ].join('|') +
    ')[ \\t]*$',
  'im',
);
const HEADER_NAMES =
  '(?:from|sent|date|to|cc|subject|reply-to|importance|attachments|von|gesendet|an|betreff|de|envoyé|à|objet|para|asunto|fecha|enviado)';
const HEADER_LINE = new RegExp(`^[ \\t>*]*${HEADER_NAMES}[ \\t]?\\*?:\\*?[ \\t]`, 'i');

const AUTHOR_LINE = /^[ \t>*]*(?:from|von|de|da|van)[ \t]?\*?:/i;

/** Figures, units and words that belong to a note, not to a letter's closing. */
const CLINICAL =
  /\d\s*(?:cm|mm|mg|mcg|ml|cc|min|minutes|units?|sq)\b|\b(?:procedure|diagnos\w*|lesion|biops\w*|excis\w*|shave|incision|patient|specimen|anesthe\w*|performed|indication|findings|impression|assessment|history|injection|repair|closure|fracture|left|right|bilateral)\b|\b[A-Z]\d{2}\.\d/i;

export function ownText(text: string, context: LetterContext): OwnText {
  const forward = findForward(text, context.subject);
  if (forward === undefined) return withoutQuotes(text, context);

  const cover = withoutQuotes(forward.cover, { ...context, isAnswer: true, hasAttachments: true });
  if (cover.text.length > SHORT_COVER_NOTE) {
    return { ...cover, remarks: [...cover.remarks, 'forwarded-text-set-aside'] };
  }
  const inner = withoutQuotes(unquote(forward.letter), {
    ...context,
    isAnswer: false,
    hasAttachments: true,
  });
  return {
    text: [cover.text, inner.text].filter((part) => part !== '').join('\n\n'),
    remarks: unique([...cover.remarks, ...inner.remarks, 'forwarded-text-used']),
    onlyQuoted: false,
  };
}

function findForward(text: string, subject: string): { cover: string; letter: string } | undefined {
  const bySubject = FORWARD_SUBJECT.test(subject);
  const mark = FORWARD_MARK.exec(text);
  const original = mark !== null && /original message/i.test(mark[0]);
  // "Original Message" also stands above a quoted answer; only the subject tells a forward.
  if (mark !== null && (!original || bySubject)) {
    return cut(text, mark.index, mark.index + mark[0].length);
  }
  if (!bySubject) return undefined;
  const block = headerBlock(text);
  return block === undefined ? undefined : cut(text, block, block);
}

/**
 * Where an answer written in Outlook quotes: a header block or "Original Message" with nothing to mark the
 * lines below it. Only in answers; in a first letter such a block is part of what was sent.
 */
function outlookBorder(text: string): number | undefined {
  const mark = /^[ \t]*(?:-{2,}[ ]*original message[ ]*-{2,}|_{20,})[ \t]*$/im.exec(text)?.index;
  const block = headerBlock(text);
  const isRuler =
    mark !== undefined &&
    text
      .slice(mark, mark + 80)
      .trimStart()
      .startsWith('_');
  if (mark === undefined || (isRuler && block === undefined)) return block;
  return block === undefined ? mark : Math.min(mark, block);
}

function cut(
  text: string,
  coverEnd: number,
  letterStart: number,
): { cover: string; letter: string } {
  return { cover: text.slice(0, coverEnd), letter: dropHeaderLines(text.slice(letterStart)) };
}

/** Offset of the first run of three or more mail header lines ("From:", "Sent:", "To:", "Subject:"). */
function headerBlock(text: string): number | undefined {
  let offset = 0;
  let start = 0;
  let run = 0;
  for (const line of text.split('\n')) {
    if (HEADER_LINE.test(line) && (run > 0 || AUTHOR_LINE.test(line))) {
      if (run === 0) start = offset;
      run += 1;
      if (run === 3) return start;
    } else if (line.trim() !== '') {
      run = 0;
    }
    offset += line.length + 1;
  }
  return undefined;
}

/** The header lines of the forwarded letter name people and dates: they are no part of the case. */
function dropHeaderLines(letter: string): string {
  const lines = letter.split('\n');
  let at = 0;
  let seen = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const blank = /^[ \t>_-]*$/.test(line);
    if (blank && seen > 1) break;
    const folded = seen > 0 && /^[ \t>]*[ \t]\S/.test(line) && line.includes('@');
    if (!blank && !HEADER_LINE.test(line) && !folded) break;
    if (!blank) seen += 1;
    at += 1;
  }
  return lines.slice(at).join('\n');
}

function unquote(letter: string): string {
  const lines = letter.split('\n');
  const filled = lines.filter((line) => line.trim() !== '');
  if (filled.length === 0 || !filled.every((line) => line.startsWith('>'))) return letter;
  return lines.map((line) => line.replace(/^>[ ]?/, '')).join('\n');
}

function withoutQuotes(text: string, context: LetterContext): OwnText {
  const whole = text.trim();
  if (whole === '') return { text: '', remarks: [], onlyQuoted: false };
  const border = context.isAnswer ? outlookBorder(text) : undefined;
  const shield = shielded(text.slice(0, border), context.isAnswer);
  const remarks: string[] = border === undefined ? [] : ['quoted-history-set-aside'];
  const kept: string[] = [];
  const fragments = new EmailReplyParser().read(shield.text).getFragments();
  fragments.forEach((fragment, index) => {
    const content = shield.restore(fragment.getContent());
    if (fragment.isQuoted()) {
      remarks.push('quoted-history-set-aside');
    } else if (
      fragment.isSignature() &&
      isSignature(
        content,
        fragments.slice(index + 1).every((later) => later.isHidden()),
      )
    ) {
      remarks.push('signature-set-aside');
    } else {
      kept.push(content);
    }
  });
  const own = kept.join('\n').trim();
  if (own !== '') return { text: own, remarks: unique(remarks), onlyQuoted: false };
  const quotedOnly = remarks.includes('quoted-history-set-aside');
  if (quotedOnly && context.isAnswer)
    return { text: '', remarks: unique(remarks), onlyQuoted: !context.hasAttachments };
  // All of it looked like quote or signature, yet it answers nobody: then it is the letter.
  return {
    text: unquote(whole),
    remarks: quotedOnly ? ['quoted-text-kept'] : [],
    onlyQuoted: false,
  };
}

function isSignature(content: string, isLast: boolean): boolean {
  const lines = content.trim().split('\n');
  return (
    isLast &&
    lines.length <= LONGEST_SIGNATURE.lines &&
    content.length <= LONGEST_SIGNATURE.characters &&
    !CLINICAL.test(content)
  );
}

/** Hides from the library what its patterns would misread, and brings it back afterwards. */
function shielded(
  text: string,
  isAnswer: boolean,
): { text: string; restore: (part: string) => string } {
  const hidden: string[] = [];
  const lines = text.replace(/[\ue000\ue001]/g, '').split('\n');
  const hide = (line: string): string => {
    hidden.push(line);
    return `\ue000${hidden.length - 1}\ue001`;
  };
  const shieldedLines = lines.map((line, index) => {
    if (line.length > LONG_LINE) return hide(line);
    // "> 3 cm" on a line of its own is a size, not a quote.
    const isSize =
      !isAnswer && /^\s*>\s*=?\s*\d[\d.,x /]*\s?(?:cm|mm|ml|mg|cc|min|%|in\b|sq)/i.test(line);
    const alone = !isQuoteLine(lines[index - 1]) && !isQuoteLine(lines[index + 1]);
    return isSize && alone ? hide(line) : line;
  });
  return {
    text: shieldedLines.join('\n'),
    restore: (part) =>
      part.replace(/\ue000(\d+)\ue001/g, (_all, at: string) => hidden[Number(at)] ?? ''),
  };
}

function isQuoteLine(line: string | undefined): boolean {
  return line !== undefined && line.startsWith('>');
}

function unique(remarks: readonly string[]): string[] {
  return [...new Set(remarks)];
}
