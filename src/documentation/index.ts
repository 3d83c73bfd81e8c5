/**
 * Reads clinical mail and notes: what was done, to how many lesions, where, how large, and what was only
 * planned, refused, asked or long past. Pure and deterministic; the cost grows in proportion to the text.
 *
 * - token: a word, number or mark with its offsets.
 * - mention: tokens that name a lexicon concept.
 * - sentence: tokens that say one thing, with the section and list that they stand in.
 * - item: what a mention or number contributes (an act, a lesion, a count, a size, a site).
 * - frame: the items of one service as one part of a sentence tells them.
 * - story: the frames of the whole note, joined into services.
 */
import type { Lexicon } from '../knowledge/lexicon.js';
import { gatherConditions } from './conditions.js';
import { settleReconstruction } from './closures.js';
import { oneOf } from './matching-services.js';
import { withMeasures, withPathology } from './measures.js';
import { followSameLesions } from './same-lesions.js';
import { groundedAct } from './skin-grounds.js';
import type { Frame } from './frames.js';
import { NoteReader, type Reading } from './reading.js';
import { preparedVocabulary } from './vocabulary.js';
import type {
  Documentation,
  DocumentedArguments,
  DocumentedService,
  DocumentedValue,
  SupportingDocumentation,
  UnassignedElement,
} from './types.js';

export type * from './types.js';

/** A note as it came in: the mail subject, where there is one, and the body without quoted history. */
export interface Note {
  readonly title?: string;
  readonly body: string;
}

/**
 * Reads one note. `Documentation.text` is the title, an empty line and the body, or the body alone; every offset
 * points into it. Never throws on any text.
 */
export function readDocumentation(note: Note, lexicon: Lexicon): Documentation {
  const title = note.title ?? '';
  const text = title === '' ? note.body : `${title}\n\n${note.body}`;
  const reading = new NoteReader(text, title.length, lexicon).read();
  const { story, identifiers, encounter, support } = reading;
  followSameLesions(story.services);
  const acts = new Map(
    [...story.services, ...story.aside].map((frame) => [
      frame,
      groundedAct(story, frame, reading.below, reading.sentenceAt),
    ]),
  );
  settleReconstruction(story.services, [...story.pending, ...story.services], acts, story.tools);
  const performed = story.services.filter((frame) => isService(lexicon, frame, acts.get(frame)));
  const aside = story.aside.filter((frame) => isService(lexicon, frame, acts.get(frame)));
  const ordered = [...performed, ...aside].sort((a, b) => a.from - b.from || a.to - b.to);
  const ids = new Map(ordered.map((frame, index) => [frame, `s${index + 1}`]));
  const services = ordered.map((frame, index) =>
    published(frame, `s${index + 1}`, acts.get(frame) ?? '', lexicon, reading),
  );
  const performedSet = new Set(performed);
  const byLesionWords = new Map<number, string[]>();
  for (const frame of performed) {
    for (const { support: words } of frame.values.get('lesion') ?? []) {
      byLesionWords.set(words.start, [
        ...(byLesionWords.get(words.start) ?? []),
        ids.get(frame) ?? '',
      ]);
    }
  }
  const servicesOf = (start: number, frame: Frame | undefined): readonly string[] => {
    const named = byLesionWords.get(start);
    if (named !== undefined || frame === undefined) return named ?? [];
    const home = story.standing(frame);
    const id = performedSet.has(home) ? ids.get(home) : undefined;
    return id === undefined ? [] : [id];
  };
  return {
    text,
    services,
    conditions: gatherConditions(reading.conditions, servicesOf, lexicon),
    proposedCodes: identifiers.codes.map(({ code, from, to }) => ({
      code,
      support: support(from, to),
    })),
    context: encounter.read(),
    unassigned: unassigned(reading, new Set(ordered)),
    diagnoses: reading.diagnoses,
    findings: reading.findings,
    measurements: reading.measurements,
  };
}

/** What reading needs of the lexicon, as plain data that `Lexicon.prepared` may carry into a later start. */
export function prepareReader(lexicon: Lexicon): unknown {
  // Any note brings up every part of the vocabulary.
  readDocumentation({ body: 'x' }, lexicon);
  return preparedVocabulary(lexicon);
}

/** A broad word ("treated") that nothing made definite names no service. */
function isService(lexicon: Lexicon, frame: Frame, act: string | undefined): boolean {
  if (act === undefined) return false;
  const { generic, keep, keepWith } = lexicon.concept(act)?.traits ?? {};
  if (keep === true) return true;
  return typeof keepWith === 'string' ? frame.values.has(keepWith) : generic !== true;
}

function published(
  frame: Frame,
  id: string,
  act: string,
  lexicon: Lexicon,
  reading: Reading,
): DocumentedService {
  const { judgement } = frame;
  const assertion = judgement?.assertion ?? 'performed';
  const cue = assertion === 'performed' ? undefined : judgement?.cue;
  return {
    id,
    act,
    assertion,
    ...(cue === undefined ? {} : { assertionCue: reading.support(cue.from, cue.to) }),
    arguments: argumentsOf(frame, act, lexicon),
    support: reading.support(frame.from, frame.to),
    ...alsoSupportedBy(frame),
  };
}

function argumentsOf(frame: Frame, act: string, lexicon: Lexicon): DocumentedArguments {
  const found: Record<string, DocumentedValue[]> = Object.fromEntries(frame.values);
  const one = oneOf(frame);
  if (found['count'] === undefined && one !== undefined) {
    found['count'] = [{ kind: 'quantity', value: 1, unit: 'each', support: one }];
  }
  const traits = lexicon.concept(act)?.traits ?? {};
  const measured = withMeasures(found, traits['sizeIs']);
  return traits['pathologyDecides'] === true ? withPathology(measured, lexicon) : measured;
}

/** A heading repeated on a thousand lines says no more than the first few. */
const MOST_SUPPORTS = 12;

function alsoSupportedBy(frame: Frame): Pick<DocumentedService, 'alsoSupportedBy'> {
  const distinct = new Map(frame.alsoFrom.map((support) => [position(support), support]));
  const supports = [...distinct.values()].sort((a, b) => a.start - b.start || a.end - b.end);
  return supports.length === 0 ? {} : { alsoSupportedBy: supports.slice(0, MOST_SUPPORTS) };
}

const ORPHAN_ELEMENTS = ['count', 'diameter', 'lesion', 'method', 'relation', 'pathology'] as const;

/** Facts that no service took: an orphan size, findings without an act. */
function unassigned(reading: Reading, kept: ReadonlySet<Frame>): UnassignedElement[] {
  const { story } = reading;
  const loose = [
    ...story.orphans,
    ...story.pending,
    ...story.services.filter((frame) => !kept.has(frame)),
  ];
  const found: UnassignedElement[] = [];
  const seen = new Set<string>();
  for (const frame of loose) {
    if (
      frame.judgement?.assertion !== 'performed' ||
      frame.judgement.asked ||
      story.home.has(frame)
    )
      continue;
    for (const element of ORPHAN_ELEMENTS) {
      for (const value of frame.values.get(element) ?? []) {
        const key = `${element} ${position(value.support)}`;
        if (seen.has(key)) continue;
        seen.add(key);
        found.push({ element, value });
      }
    }
  }
  return found.sort((a, b) => a.value.support.start - b.value.support.start);
}

const position = ({ start, end }: SupportingDocumentation): string => `${start}-${end}`;
