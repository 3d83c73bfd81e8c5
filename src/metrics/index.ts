import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import {
  STATES,
  type Ledger,
  type Progress,
  type Stage,
  type StageQueue,
} from '../consultation/index.js';

/** What the metrics page and the health page know. Counts, ages and durations only. */
export interface Metrics {
  readonly contentType: string;
  /** Feeds the stage counters and durations. */
  observe(progress: Progress): void;
  /** Prometheus text; reads queue depth, counts by state and the oldest unanswered age when asked. */
  render(): Promise<string>;
}

export function createMetrics(
  stores: { ledger: Ledger; queue: StageQueue },
  clock: () => Date,
): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const moves = new Counter({
    name: 'caseconsultant_transitions_total',
    help: 'Consultations that entered a state, by this process',
    labelNames: ['state'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'caseconsultant_stage_seconds',
    help: 'Seconds from one state of a consultation to the next, seen by this process',
    labelNames: ['stage'],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300],
    registers: [registry],
  });
  const byState = new Gauge({
    name: 'caseconsultant_consultations',
    help: 'Consultations in the ledger by state',
    labelNames: ['state'],
    registers: [registry],
  });
  const depth = new Gauge({
    name: 'caseconsultant_queue_jobs',
    help: 'Jobs waiting, active or delayed, by stage',
    labelNames: ['stage'],
    registers: [registry],
  });
  const oldest = new Gauge({
    name: 'caseconsultant_oldest_unanswered_seconds',
    help: 'Age of the oldest consultation that is not terminal; 0 when there is none',
    registers: [registry],
  });

  const lastSeen = new Map<string, number>();
  const observe = ({ id, state, stage, at }: Progress) => {
    moves.inc({ state });
    const before = lastSeen.get(id);
    if (before !== undefined) durations.observe({ stage }, (at.getTime() - before) / 1000);
    lastSeen.set(id, at.getTime());
    // Bounded: other roles finish what this process began, so the last state may never be seen here.
    if (lastSeen.size > 10_000) lastSeen.delete(lastSeen.keys().next().value ?? '');
  };

  const render = async () => {
    const [counts, jobs, since] = await Promise.all([
      stores.ledger.counts(),
      stores.queue.depth(),
      stores.ledger.oldestUnanswered(),
    ]);
    for (const state of STATES) byState.set({ state }, counts[state]);
    for (const stage of Object.keys(jobs) as Stage[]) depth.set({ stage }, jobs[stage]);
    oldest.set(since === undefined ? 0 : (clock().getTime() - since.getTime()) / 1000);
    return await registry.metrics();
  };

  return { contentType: registry.contentType, observe, render };
}
