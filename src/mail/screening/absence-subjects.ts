/* How absence notes begin their subject, by language. A weak sign: a letter is parked by it, never dropped. */

const BEGINNINGS: readonly RegExp[] = [
  /^out[ -]of[ -](?:the[ -])?office\b/, // en
  /^(?:automatic|auto|automated)[ -]?(?:reply|response|answer)\b/, // en
  /^away from (?:my |the )?(?:office|desk|mail|email)\b/, // en
  /^(?:on|annual|maternity|medical|parental) (?:vacation|leave|holiday)\b/, // en
  /^(?:automatische antwort|abwesenheit|abwesend|nicht im (?:büro|hause))/, // de
  /^(?:réponse automatique|absence du bureau|absent(?:e)? du bureau|message d'absence|absence\s*:)/, // fr
  /^(?:respuesta automática|fuera de (?:la )?oficina|ausente de la oficina)/, // es
  /^(?:risposta automatica|fuori (?:ufficio|sede)|assente)/, // it
  /^(?:automatisch antwoord|afwezig|niet op kantoor)/, // nl
  /^(?:autosvar|automatiskt svar|frånvaro|ej på kontoret)/, // sv
  /^(?:automatisk svar|autosvar|ikke på kontoret|fraværende|fravær)/, // da, nb
  /^(?:resposta automática|fora do escritório|ausência|ausente)/, // pt
  /^(?:odpowiedź automatyczna|poza biurem|nieobecność)/, // pl
  /^(?:automaattinen vastaus|poissa)/, // fi
  /^(?:自動返信|自動応答|不在通知|不在の)/, // ja
  /^(?:자동 ?회신|자동 ?응답|부재 ?중)/, // ko
  /^(?:автоматический ответ|автоответ|нет на месте|вне офиса)/, // ru
  /^(?:מענה אוטומטי|תגובה אוטומטית|מחוץ למשרד)/, // he
  /^(?:自动回复|自動回覆|外出)/, // zh
  /^(?:otomatik yanıt|ofis dışında)/, // tr
  /^(?:automatická odpověď|mimo kancelář)/, // cs
];

export function readsLikeAbsence(subject: string): boolean {
  const bare = subject
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^\s*(?:(?:re|aw|sv|vs|ynt|回复|回覆)\s*:\s*)+/, '')
    .trim();
  return BEGINNINGS.some((beginning) => beginning.test(bare));
}
