import type { ReplyRenderer } from '../../../src/consultation/ports.js';
import {
  keratosesWithPlannedBiopsy,
  sampleMail,
  shaveWithUnansweredSize,
  type SampleCase,
} from '../../helpers/determinations.js';
import {
  biopsyWithoutTechnique,
  closureInsideExcision,
  destructionAndBiopsy,
  nineShaveRemovals,
  outsideTheFamilies,
} from '../../helpers/more-determinations.js';

export type RenderInput = Parameters<ReplyRenderer['render']>[0];

const decided = ({ mail, determination }: SampleCase, revision = 1): RenderInput => ({
  reference: '7F3K2',
  revision,
  mail,
  answer: { kind: 'determination', determination },
});

/** One reply of each kind, by the name of its golden files. */
export const SAMPLES: Readonly<Record<string, RenderInput>> = {
  recommendation: decided(keratosesWithPlannedBiopsy()),
  'recommendation-with-question': decided(shaveWithUnansweredSize(), 2),
  'recommendation-mixed': decided(destructionAndBiopsy()),
  'recommendation-nine-lines': decided(nineShaveRemovals()),
  query: decided(biopsyWithoutTechnique()),
  'out-of-scope': decided(outsideTheFamilies()),
  'not-separately-reportable': decided(closureInsideExcision()),
  'could-not-read': {
    reference: '7F3K2',
    revision: 1,
    mail: sampleMail('op note attached', ''),
    answer: { kind: 'could-not-read', reason: { code: 'attachment-encrypted' } },
  },
};
