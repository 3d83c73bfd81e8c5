import { put, quantityOf, type Frame } from './frames.js';
import {
  actOf,
  addsTo,
  agrees,
  agreesButForCount,
  countOf,
  fill,
  sameAct,
} from './matching-services.js';
import { withFindings } from './findings.js';
import { MEMORY, type Story } from './story.js';

/** Closes the note: totals give way to their items, the title and weak statements fill what is missing. */
export function finish(story: Story): void {
  resolveLeads(story);
  useTitle(story);
  useWeak(story);
  resolveTotals(story);
}

function resolveLeads(story: Story): void {
  const children = new Map<Frame, Frame[]>();
  for (const service of story.services) {
    const lead = service.lead === undefined ? undefined : story.standing(service.lead);
    if (lead !== undefined && lead !== service) {
      const items = children.get(lead);
      if (items === undefined) children.set(lead, [service]);
      else items.push(service);
    }
  }
  for (const [lead, items] of children) {
    const place = story.services.indexOf(lead);
    if (place === -1) continue;
    const total = quantityOf(lead, 'count');
    const told = items.reduce((sum, item) => sum + (countOf(item) ?? 1), 0);
    for (const item of items) {
      const place = item.values.has('site') ? [] : ['site', 'laterality'];
      const size = items.length === 1 ? ['diameter'] : [];
      for (const element of ['lesion', 'method', 'depth', ...place, ...size]) {
        if (!item.values.has(element))
          for (const value of lead.values.get(element) ?? []) put(item, element, value);
      }
      item.alsoFrom.push(story.tools.support(lead.from, lead.to));
      if (item.act === undefined || item.broad) {
        item.act = lead.act;
        item.broad = lead.broad;
      }
    }
    const support = lead.values.get('count')?.[0]?.support;
    const itself =
      lead.values.has('diameter') ||
      (lead.values.has('site') &&
        items.every((item) => !agreesButForCount(story.lexicon, item, lead)));
    if (total !== undefined && told < total && support !== undefined && !itself) {
      lead.values.set('count', [{ kind: 'quantity', value: total - told, unit: 'each', support }]);
    } else if (!itself) {
      story.services.splice(place, 1);
      const first = items[0];
      if (first !== undefined) story.home.set(lead, first);
    }
  }
}

function useTitle(story: Story): void {
  const told = story.titled.filter(
    (frame) =>
      frame.judgement?.assertion === 'performed' ||
      frame.judgement?.weak === true ||
      frame.judgement?.asked === true,
  );
  for (const frame of told) {
    const alike = story
      .recent()
      .filter(
        (service) =>
          sameAct(story.lexicon, service, frame) &&
          agreesButForCount(story.lexicon, service, frame),
      );
    const single = alike.length === 1 ? alike[0] : undefined;
    if (single !== undefined) {
      if (agrees(story.lexicon, single, frame)) fill(story.lexicon, single, frame);
      story.fold(frame, single);
      continue;
    }
    for (const service of alike) {
      for (const element of ['lesion', 'method'] as const) {
        if (!service.values.has(element))
          for (const value of frame.values.get(element) ?? []) put(service, element, value);
      }
    }
    if (
      alike.length > 0 ||
      frame.act === undefined ||
      story.services.some((service) => !told.includes(service))
    )
      continue;
    if (story.aside.slice(-MEMORY).some((other) => sameAct(story.lexicon, other, frame))) continue;
    if (story.weak.slice(-MEMORY).some((other) => sameAct(story.lexicon, other, frame))) {
      story.weak.push(frame);
      continue;
    }
    for (const service of withFindings(story, frame)) {
      service.judgement = { assertion: 'performed', weak: false, asked: false };
      story.services.push(service);
    }
  }
}

/** The visit's reason and the words of a question stand for the act only where the note tells no act. */
function useWeak(story: Story): void {
  const alone = story.services.length === 0;
  for (const frame of story.weak) {
    const alike = story
      .recent()
      .filter(
        (service) =>
          sameAct(story.lexicon, service, frame) && agrees(story.lexicon, service, frame),
      );
    const single = alike.length === 1 ? alike[0] : undefined;
    if (single !== undefined) {
      // What somebody asks or thinks gives details, never another act.
      frame.act = single.act;
      frame.broad = true;
      fill(story.lexicon, single, frame);
      story.fold(frame, single);
      continue;
    }
    if (
      !alone ||
      alike.length > 0 ||
      story.aside.slice(-MEMORY).some((other) => sameAct(story.lexicon, other, frame))
    )
      continue;
    for (const service of withFindings(story, frame)) {
      service.judgement = { assertion: 'performed', weak: false, asked: false };
      story.services.push(service);
    }
  }
}

/** A total beside the items that make it up is not counted on top of them. */
function resolveTotals(story: Story): void {
  for (const total of story.services.slice(0, MEMORY)) {
    const count = quantityOf(total, 'count');
    if (count === undefined || count < 2 || total.values.has('diameter')) continue;
    const items = story
      .recent()
      .filter(
        (service) =>
          service !== total &&
          actOf(story.lexicon, service) === actOf(story.lexicon, total) &&
          agreesButForCount(story.lexicon, service, total) &&
          countOf(service) !== undefined,
      );
    const sum = items.reduce((all, service) => all + (countOf(service) ?? 0), 0);
    const narrower = items.length > 1 && items.every((item) => addsTo(story.lexicon, total, item));
    if (!narrower || sum !== count) continue;
    story.services.splice(story.services.indexOf(total), 1);
    for (const item of items)
      fill(story.lexicon, item, {
        ...total,
        values: new Map(
          [...total.values].filter(([element]) => element === 'lesion' || element === 'method'),
        ),
      });
    const first = items[0];
    if (first !== undefined) story.fold(total, first);
  }
}
