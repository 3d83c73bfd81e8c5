/**
 * One spelling for words that are written in several ways. Both the lexicon and the note pass through here, so a term
 * needs to be listed in one spelling only.
 */

/** Shorthand with one meaning in a clinical letter; ambiguous ones ("PT", "MS") stand in the lexicon, with their case. */
const SHORTHAND: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'w/': 'with',
    'w/o': 'without',
    mgmt: 'management',
    mgt: 'management',
    fx: 'fracture',
    fxs: 'fractures',
    "fx'd": 'fractured',
    bx: 'biopsy',
    bxs: 'biopsies',
    "bx'd": 'biopsied',
    bxd: 'biopsied',
    tx: 'treatment',
    txs: 'treatments',
    inj: 'injection',
    injs: 'injections',
    eval: 'evaluation',
    evals: 'evaluations',
    hosp: 'hospital',
    bilat: 'bilateral',
    prox: 'proximal',
    perc: 'percutaneous',
    recon: 'reconstruction',
  }),
);

/** British forms beside the American ones that the lexicon is written in. */
const BRITISH: readonly (readonly [RegExp, string])[] = [
  [/oesoph/g, 'esoph'],
  [/aem/g, 'em'],
  [/paed/g, 'ped'],
  [/anaesth/g, 'anesth'],
  [/oedema/g, 'edema'],
  [/rrhoea/g, 'rrhea'],
  [/gynaec/g, 'gynec'],
  [/^foet/g, 'fet'],
  [/^faec/g, 'fec'],
  [/^caes/g, 'ces'],
  [/^caec/g, 'cec'],
  [/^coeliac/g, 'celiac'],
  [/^oestr/g, 'estr'],
  [/umour/g, 'umor'],
  [/^labour/g, 'labor'],
  [/^colour/g, 'color'],
  [/haviour/g, 'havior'],
  [/^centre/g, 'center'],
  [/^fibre/g, 'fiber'],
  [/(lit|met)re(s?)$/g, '$1er$2'],
  [/^titre/g, 'titer'],
  [/^(counsel|label|tunnel|channel)l(ed|ing|or|ors)$/g, '$1$2'],
  [
    /(catheter|cauter|mobil|stabil|visual|hospital|vascular|immun|steril|marsupial|exterior|devital|embol|local|neutral|organ|optim|lateral|dilat)is(e|ed|es|ing|ation|ations)$/g,
    '$1iz$2',
  ],
];
const BRITISH_MARK = /oe|ae|our|re(?:s?)$|lled$|lling$|llor|is(?:e|ed|es|ing|ation|ations)$/;

/** The form of a lower-case word that terms and notes are compared in. */
export function spelling(word: string): string {
  const long = SHORTHAND.get(word);
  if (long !== undefined) return long;
  if (word.length < 5 || !BRITISH_MARK.test(word)) return word;
  let plain = word;
  for (const [form, american] of BRITISH) plain = plain.replace(form, american);
  return plain;
}
