import type {
  Determination,
  DeterminationLine,
  Edit,
  Query,
  SetAside,
} from '../coding/determination.js';
import type { Answer, ScreenedMail } from '../consultation/states.js';
import { clean, createQuoter, shiftOf, type Quoter } from './quotation.js';
import type { Replacement } from './redact.js';
import { numberSources, type Sources } from './sources.js';
import type {
  DiagnosisView,
  EditView,
  ElementView,
  LineView,
  NotSelectedView,
  QuestionView,
  ReplyKind,
  ReplyView,
  SetAsideView,
} from './view.js';

export interface ReplyInput {
  readonly reference: string;
  readonly revision: number;
  readonly mail: ScreenedMail;
  readonly answer: Answer;
}

export function replyKind(answer: Answer): ReplyKind {
  if (answer.kind === 'could-not-read') return 'could-not-read';
  switch (answer.determination.status) {
    case 'codes-supported':
      return 'recommendation';
    case 'query-needed':
      return 'query';
    case 'not-separately-reportable':
      return 'not-separately-reportable';
    case 'out-of-scope':
      return 'out-of-scope';
  }
}

const NOTHING: Determination = {
  version: '1',
  status: 'out-of-scope',
  lines: [],
  diagnoses: [],
  notSelected: [],
  edits: [],
  queries: [],
  setAside: [],
  editions: [],
};

export function buildView(
  input: ReplyInput,
  options: { readonly consultAddress: string; readonly replacement: Replacement },
): ReplyView {
  const { answer, mail, reference, revision } = input;
  const determination = answer.kind === 'determination' ? answer.determination : NOTHING;
  const quoter = quoterFor(mail, determination, options.replacement);
  // Without a line there is nothing that an edit could have passed or been missed on.
  const checked = determination.edits.filter(
    ({ result }) => determination.lines.length > 0 || result === 'applied',
  );
  const sources = numberSources([
    ...determination.lines.flatMap((line) => line.rationale.citations),
    ...checked.flatMap((edit) => edit.citations),
  ]);
  const ordered = [...determination.lines].sort((a, b) => a.sequence - b.sequence);
  const lines = ordered.map((line, at) => lineView(line, at + 1, quoter, sources));
  const edits = checked.map((edit) => editView(edit, sources));
  const having = (result: Edit['result']) => edits.filter((edit) => edit.result === result);
  return {
    kind: replyKind(answer),
    reference: clean(reference),
    revision,
    consultAddress: options.consultAddress,
    lines,
    tally: {
      lines: lines.length,
      assumed: lines.filter((line) => line.confidence === 'assumed').length,
      review: lines.filter((line) => line.confidence === 'review').length,
      questions: determination.queries.length,
      sure: lines.every((line) => line.confidence === 'documented'),
    },
    edits: {
      any: edits.length > 0,
      applied: having('applied'),
      notRun: having('not-run'),
      passed: having('passed'),
    },
    notSelected: notSelectedView(determination, quoter),
    questions: determination.queries.map((query, at) => questionView(query, at + 1, quoter)),
    setAside: determination.setAside.map((item) => setAsideView(item, quoter)),
    diagnoses: diagnosisViews(determination, ordered, quoter),
    sources: sources.all,
    editions: determination.editions.map(({ system, edition, effective, note }) => ({
      system: clean(system),
      edition: clean(edition),
      effective: clean(effective ?? ''),
      note: clean(note ?? ''),
    })),
    remarks: [...new Set(mail.remarks)],
    unreadReason: answer.kind === 'could-not-read' ? answer.reason.code : '',
  };
}

function quoterFor(
  { subject, text }: ScreenedMail,
  { lines, diagnoses, queries, setAside }: Determination,
  replacement: Replacement,
): Quoter {
  const title = `${subject.trim()}\n\n`;
  const note = title + text;
  const support = [
    ...[...lines, ...diagnoses, ...setAside].flatMap((item) => item.support),
    ...queries.flatMap((query) => query.indicators),
  ];
  return createQuoter(note, shiftOf(note, title.length, support), replacement);
}

const written = (line: DeterminationLine): string =>
  [line.code, ...line.modifiers].map(clean).join('-');

/** Values can be the note's own words (a date, a name of a place), so they are redacted like a quotation. */
const elementView =
  (quoter: Quoter) =>
  ({ label, value }: { label: string; value: string }): ElementView => ({
    label: clean(label),
    value: quoter.words(value),
  });

function lineView(
  line: DeterminationLine,
  number: number,
  quoter: Quoter,
  sources: Sources,
): LineView {
  const { elements, citations, rows, text } = line.rationale;
  const reasons = new Map(line.modifierReasons.map((item) => [item.modifier, item.reason]));
  return {
    number,
    system: line.system,
    code: clean(line.code),
    written: written(line),
    units: line.units,
    modifiers: line.modifiers.map((modifier) => ({
      modifier: clean(modifier),
      reason: quoter.words(reasons.get(modifier) ?? ''),
    })),
    label: clean(line.label),
    confidence: line.confidence,
    confidenceReasons: line.confidenceReasons.map((reason) => quoter.words(reason)),
    addOn: line.addOn,
    says: clean(text),
    rows: rows.map(clean),
    quotes: quoter.quotes(line.support),
    documented: elements.filter((element) => !element.assumed).map(elementView(quoter)),
    assumed: elements.filter((element) => element.assumed).map(elementView(quoter)),
    payerNotes: line.payerNotes.map(clean),
    diagnoses: line.dx.map(clean),
    sources: sources.of(citations),
  };
}

function editView(edit: Edit, sources: Sources): EditView {
  return {
    id: clean(edit.id),
    kind: edit.kind,
    result: edit.result,
    codes: edit.codes.map(clean),
    text: clean(edit.text),
    sources: sources.of(edit.citations),
  };
}

function notSelectedView(determination: Determination, quoter: Quoter): ReplyView['notSelected'] {
  const views = (proposed: boolean): NotSelectedView[] =>
    determination.notSelected
      .filter((item) => item.proposed === proposed)
      .map(({ code, label, reason, rule }) => ({
        code: clean(code),
        label: clean(label),
        reason: quoter.words(reason),
        rule: clean(rule),
      }));
  return { any: determination.notSelected.length > 0, named: views(true), others: views(false) };
}

function questionView(query: Query, number: number, quoter: Quoter): QuestionView {
  return {
    number,
    about: quoter.words(query.about),
    question: quoter.words(query.question),
    quotes: quoter.quotes(query.indicators),
    outcomes: query.outcomes.map(({ answer, result }) => ({
      answer: clean(answer),
      result: clean(result),
    })),
  };
}

function setAsideView(item: SetAside, quoter: Quoter): SetAsideView {
  return {
    what: quoter.words(item.what),
    assertion: item.assertion,
    reason: quoter.words(item.reason),
    quotes: quoter.quotes(item.support),
  };
}

function diagnosisViews(
  determination: Determination,
  lines: readonly DeterminationLine[],
  quoter: Quoter,
): DiagnosisView[] {
  return [...determination.diagnoses]
    .sort((a, b) => a.sequence - b.sequence)
    .map((diagnosis) => ({
      code: clean(diagnosis.code),
      label: clean(diagnosis.label),
      confidence: diagnosis.confidence,
      rationale: quoter.words(diagnosis.rationale),
      quotes: quoter.quotes(diagnosis.support),
      pointers: lines.filter((line) => line.dx.includes(diagnosis.code)).map(written),
    }));
}
