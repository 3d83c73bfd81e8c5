import { describe, expect, it } from 'vitest';
import { codeNote, knowledgeWith } from '../../helpers/whole-notes.js';

/** Made-up conditions with codes that exist; what is tested is how their tables are read. */
const knowledge = knowledgeWith({
  'lexicon/diagnoses.yaml': `
kind: diagnosis
concepts:
  - { id: attack, label: heart attack, words: [heart attack] }
  - { id: old-cancer, label: breast cancer, words: [breast cancer] }
  - { id: disease-over, label: no evidence of disease, words: [no evidence of disease] }
  - { id: flutter-heart, label: atrial fibrillation, words: [atrial fibrillation] }
  - { id: sick-feeling, label: nausea, words: [nausea] }
  - { id: raised-pressure, label: hypertension, words: [hypertension] }
  - { id: asks-cause, label: asks for causes, words: [external cause] }
  - { id: wound, label: wound of the forearm, words: [forearm wound] }
  - { id: growths, label: polyps, words: [polyps] }
  - { id: blood-thinner, label: long-term antiplatelet, words: [on clopidogrel] }
`,
  'lexicon/events.yaml': `
kind: dx-event
concepts:
  - { id: ladder-fall, label: fall from a ladder, words: [fell off a ladder], traits: { diagnosis: true, aside: true } }
`,
  'lexicon/pills.yaml': `
kind: dx-drug
concepts:
  - { id: foxglove, label: digoxin, words: [digoxin], traits: { diagnosis: true } }
`,
  'diagnoses/tables.yaml': `
title: Tables
cites: [example]
ranks: [{ codes: [W], rank: 90 }]
past: [{ concepts: [old-cancer], when: [disease-over] }]
diagnoses:
  - concepts: [attack]
    rows:
      - { with-past: [attack], code: I22.9 }
      - { code: I21.9 }
    historical: [{ code: I25.2 }]
  - concepts: [old-cancer]
    rows: [{ code: C50.919 }]
    historical: [{ code: Z85.3 }]
  - concepts: [disease-over]
    rows: [{ code: none }]
  - concepts: [flutter-heart]
    rows: [{ code: I48.91 }]
  - concepts: [raised-pressure]
    keeps-symptoms: true
    rows: [{ code: I10 }]
  - concepts: [sick-feeling]
    symptom: true
    rows: [{ code: R11.0 }]
  - concepts: [foxglove]
    rows: [{ rank: 60, code: T46.0X5A }]
  - concepts: [asks-cause]
    rows: [{ code: none }]
  - concepts: [wound]
    rows: [{ code: S51.809A }]
  - concepts: [ladder-fall]
    on-request: [asks-cause]
    rows: [{ code: W11.XXXA }]
  - concepts: [growths]
    rows: [{ code: K63.5 }]
  - concepts: [blood-thinner]
    rows: [{ code: Z79.02 }]
`,
});
const codes = (note: string): string[] =>
  codeNote(knowledge, note).diagnoses.map(({ code }) => code);

describe('the diagnoses of a note', () => {
  it('takes a second event for a subsequent one where the first is told of the past', () => {
    expect(codes('Heart attack today.')).toEqual(['I21.9']);
    expect(codes('Heart attack today. History of heart attack.')).toEqual(['I22.9', 'I25.2']);
  });

  it('takes a cancer for history where the note says that it is over', () => {
    expect(codes('Breast cancer, on treatment.')).toEqual(['C50.919']);
    expect(codes('Breast cancer, no evidence of disease.')).toEqual(['Z85.3']);
  });

  it('leaves a symptom out beside a diagnosis that may explain it', () => {
    expect(codes('Atrial fibrillation. Nausea.')).toEqual(['I48.91']);
  });

  it('keeps a symptom beside a condition that explains none', () => {
    expect(codes('Hypertension. Nausea.')).toEqual(['I10', 'R11.0']);
  });

  it('keeps the symptom that a drug has caused', () => {
    expect(codes('Atrial fibrillation. Nausea from digoxin.')).toEqual([
      'I48.91',
      'R11.0',
      'T46.0X5A',
    ]);
  });

  it('gives external causes only where the letter asks for them', () => {
    expect(codes('He fell off a ladder: forearm wound.')).toEqual(['S51.809A']);
    expect(codes('He fell off a ladder: forearm wound. Injury and external cause?')).toEqual([
      'S51.809A',
      'W11.XXXA',
    ]);
    expect(codes('He fell off a ladder: forearm wound. No external cause.')).toEqual(['S51.809A']);
  });

  it('reads through an adjective between a denial and the diagnosis', () => {
    expect(codes('Hypertension, no new polyps.')).toEqual(['I10']);
  });

  it('does not deny what the patient takes with the symptom before the comma', () => {
    expect(codes('Hypertension, no nausea, on clopidogrel.')).toEqual(['I10', 'Z79.02']);
  });
});
