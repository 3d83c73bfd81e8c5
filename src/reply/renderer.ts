import runtime from 'handlebars/runtime.js';
import type { RenderedReply, ReplyRenderer } from '../consultation/ports.js';
import { htmlPartials, htmlTemplates, textPartials, textTemplates } from './generated/templates.js';
import { sharedHelpers, textHelpers, type Helpers } from './helpers.js';
import { clean } from './quotation.js';
import type { IdentifierKind } from './redact.js';
import { neutralSubjectNeeded, replySubject } from './subject.js';
import { tidy } from './text-layout.js';
import type { ReplyView } from './view.js';
import { buildView, type ReplyInput } from './view-model.js';
import { lookUpWord, words as compiledWords, type Words } from './words.js';

export interface ReplyRendererOptions {
  /** How the footer names the consult address ("coding@clinic.example"); not named when absent. */
  readonly consultAddressLabel?: string;
}

export type Render = (template: string, context: object) => string;

/** A renderer over precompiled templates. An unknown template, word or value throws. */
function environment(
  templates: Readonly<Record<string, object>>,
  partials: Readonly<Record<string, object>>,
  helpers: Helpers,
): Render {
  const handlebars = runtime.create();
  for (const [name, helper] of Object.entries(helpers)) handlebars.registerHelper(name, helper);
  for (const [name, spec] of Object.entries(partials)) {
    handlebars.registerPartial(name, handlebars.template(spec));
  }
  const compiled = new Map(
    Object.entries(templates).map(([name, spec]) => [name, handlebars.template(spec)]),
  );
  return (name, context) => {
    const template = compiled.get(name);
    if (!template) throw new Error(`templates/mail has no template "${name}".`);
    assertComplete(context, name);
    return template(context);
  };
}

/** Strict templates notice a missing field but print one that holds `undefined` as nothing. */
function assertComplete(value: unknown, path: string): void {
  if (
    value === undefined ||
    value === null ||
    (typeof value === 'number' && !Number.isFinite(value))
  ) {
    throw new TypeError(`The reply has no value for ${path}.`);
  }
  if (typeof value !== 'object') return;
  for (const [key, inner] of Object.entries(value)) assertComplete(inner, `${path}.${key}`);
}

export function htmlEnvironment(words: Words): Render {
  return environment(htmlTemplates, htmlPartials, sharedHelpers(words));
}

export function textEnvironment(words: Words): Render {
  const render = environment(textTemplates, textPartials, textHelpers(words));
  return (name, context) => tidy(render(name, context));
}

/** The reply's words for an answer. Pure: same input, same bytes. Throws only on a fault of ours. */
export function createReplyRenderer(options: ReplyRendererOptions = {}): ReplyRenderer {
  const words = compiledWords;
  const html = htmlEnvironment(words);
  const text = textEnvironment(words);
  const consultAddress = clean(options.consultAddressLabel ?? '');
  const replacement = (kind: IdentifierKind): string => lookUpWord(words, ['redacted', kind]);

  const subjectOf = (input: ReplyInput, view: ReplyView): string => {
    const theirs = replySubject(input.mail.subject);
    const neutral = neutralSubjectNeeded(theirs, input.mail.text);
    return text(neutral ? 'subject-neutral' : 'subject', { ...view, subject: theirs }).trim();
  };

  return {
    render(input): RenderedReply {
      const view = buildView(input, { consultAddress, replacement });
      return {
        subject: subjectOf(input, view),
        text: text(view.kind, view),
        html: html(view.kind, view),
      };
    },
  };
}
