/** Shapes of codes. A shape says nothing of validity: that takes the edition's own file. */

const ICD10CM = /^[A-Z][0-9A-Z]{2}(?:[0-9A-Z]{1,4})?$/;

/** "d2261" or "D22.61" -> "D22.61"; undefined when it has not the shape of an ICD-10-CM code. */
export function formatIcd10cm(text: string): string | undefined {
  const code = text.trim().toUpperCase().replace('.', '');
  if (!ICD10CM.test(code)) return undefined;
  return code.length > 3 ? `${code.slice(0, 3)}.${code.slice(3)}` : code;
}
