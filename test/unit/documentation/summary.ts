import {
  readDocumentation,
  type Documentation,
  type DocumentedService,
} from '../../../src/documentation/index.js';
import { readLexicon } from '../../helpers/lexicon.js';

const lexicon = readLexicon();

export function read(body: string, title?: string): Documentation {
  return readDocumentation(title === undefined ? { body } : { title, body }, lexicon);
}

function part(service: DocumentedService, element: string): string {
  return (service.arguments[element] ?? [])
    .map((value) => (value.kind === 'concept' ? value.concept : String(value.value)))
    .join('+');
}

/** One service in one line: "planned shave-removal x1 nevus @left cheek 0.8 tangential". */
export function line(service: DocumentedService): string {
  const count = part(service, 'count');
  const place = [part(service, 'laterality'), part(service, 'site')]
    .filter((words) => words !== '')
    .join(' ');
  return [
    service.assertion === 'performed' ? '' : service.assertion,
    service.act,
    count === '' ? '' : `x${count}`,
    part(service, 'lesion'),
    place === '' ? '' : `@${place}`,
    part(service, 'diameter'),
    part(service, 'method'),
  ]
    .filter((words) => words !== '')
    .join(' ');
}

/** Every service of the note, one line each, in note order. */
export function services(body: string, title?: string): string[] {
  return read(body, title).services.map(line);
}

/** Only what was done. */
export function done(body: string, title?: string): string[] {
  return read(body, title)
    .services.filter((service) => service.assertion === 'performed')
    .map(line);
}

/** Every condition: "hypothetical melanoma", "nevus (s1)". */
export function conditions(body: string, title?: string): string[] {
  return read(body, title).conditions.map(({ assertion, concept, services: owners }) =>
    [
      assertion === 'performed' ? '' : assertion,
      concept,
      owners.length > 0 ? `(${owners.join(' ')})` : '',
    ]
      .filter((words) => words !== '')
      .join(' '),
  );
}
