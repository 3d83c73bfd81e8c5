import type { Assertion, DocumentedService } from '../documentation/types.js';
import type { Knowledge } from '../knowledge/index.js';
import type { Assignment } from './assign.js';
import type { SetAside } from './determination.js';
import { dedupe } from './diagnoses.js';
import { aboutService } from './queries.js';

const REASONS: Readonly<Record<Exclude<Assertion, 'performed'>, string>> = {
  planned: 'The note plans it; a plan is not a service.',
  negated: 'The note says that it was not done.',
  historical: 'The note tells of an earlier date.',
  hypothetical: 'The note speaks of it as a possibility.',
  'someone-else': 'The note gives it to another person or patient.',
  aborted:
    'The note says that it was begun and not finished; a started and discontinued service needs a coder.',
};

/** Everything read and not coded, in note order, each with its reason. */
export function setAside(
  services: readonly DocumentedService[],
  assignment: Assignment,
  knowledge: Knowledge,
): SetAside[] {
  const uncovered = new Map(
    assignment.uncovered.map(({ service, because }) => [service.id, because]),
  );
  return services.flatMap((service): SetAside[] => {
    const what = aboutService(service, knowledge);
    const support = dedupe([
      service.support,
      ...(service.assertionCue ? [service.assertionCue] : []),
    ]);
    if (service.assertion !== 'performed') {
      return [{ what, assertion: service.assertion, reason: REASONS[service.assertion], support }];
    }
    const because = uncovered.get(service.id);
    return because === undefined
      ? []
      : [{ what, assertion: 'not-recognised', reason: because, support }];
  });
}
