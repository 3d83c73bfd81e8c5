import type { Job, JobsOptions, WorkerOptions } from 'bullmq';
import type { Payload } from './job.js';

/** The part of BullMQ's Queue that is used, whatever it stands on. */
export interface JobQueue {
  add(name: string, data: Payload, options: JobsOptions): Promise<unknown>;
  getJobCounts(...types: JobCountType[]): Promise<Record<string, number>>;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}
type JobCountType = 'waiting' | 'active' | 'delayed' | 'prioritized';

/** The part of BullMQ's Worker that is used. */
export interface JobWorker {
  isRunning(): boolean;
  waitUntilReady(): Promise<unknown>;
  close(force?: boolean): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'stalled', listener: (jobId: string, previous: string) => void): unknown;
}

export type Processor = (job: Job<Payload>, token?: string) => Promise<void>;

/** A worker with the connection that belongs to it alone. */
export interface OwnedWorker {
  readonly worker: JobWorker;
  /** Ends the connection at once: after the worker closed, or because it does not. */
  cut(): void;
}

export interface Backend {
  openQueue(name: string): JobQueue;
  openWorker(
    name: string,
    processor: Processor,
    options: Omit<WorkerOptions, 'connection'>,
  ): OwnedWorker;
  /** Rejects when the store does not answer. */
  ping(): Promise<void>;
  /** Ends what this backend opened itself. Queues and workers are closed before. */
  close(): Promise<void>;
}
