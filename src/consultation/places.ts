import type { Stage } from './states.js';
import type { Place, StageStep } from './step.js';

/**
 * How many consultations each stage of this process works on at once, whether its queue or the stage before
 * brought them: a limit on connections to the mail server must hold for both together.
 */
export class Places {
  readonly #stages = new Map<Stage, { readonly step: StageStep; free: number }>();
  readonly #waiting = new Map<Stage, ((place: Place) => void)[]>();

  offer(step: StageStep, count: number): void {
    this.#stages.set(step.stage, { step, free: count });
    this.#waiting.set(step.stage, []);
  }

  /** A place when one is free now; undefined also for a stage that this process does not run. */
  take(stage: Stage): Place | undefined {
    const offered = this.#stages.get(stage);
    if (offered === undefined || offered.free === 0) return undefined;
    offered.free -= 1;
    return this.#place(stage, offered.step);
  }

  /** A place, in order of asking. */
  async wait(stage: Stage): Promise<Place> {
    const free = this.take(stage);
    if (free !== undefined) return free;
    const waiting = this.#waiting.get(stage);
    if (waiting === undefined) throw new Error(`This process does not run the stage ${stage}.`);
    return await new Promise((resolve) => waiting.push(resolve));
  }

  #place(stage: Stage, step: StageStep): Place {
    let left = false;
    const leave = () => {
      if (left) return;
      left = true;
      const next = this.#waiting.get(stage)?.shift();
      if (next !== undefined) return next(this.#place(stage, step));
      const offered = this.#stages.get(stage);
      if (offered !== undefined) offered.free += 1;
    };
    return { step, leave };
  }
}
