/** What queues whose one function serves all jobs are made by, or annotated with, and the methods that add a job to them. */
const QUEUES: Readonly<Record<string, readonly string[]>> = {
  'fastq:default()': ['push', 'unshift'],
  'fastq:promise()': ['push', 'unshift'],
  'fastq:queue': ['push', 'unshift'],
  'fastq:queueAsPromised': ['push', 'unshift'],
  'async:queue()': ['push', 'pushAsync', 'unshift', 'unshiftAsync'],
  'async:priorityQueue()': ['push', 'pushAsync'],
  'async:QueueObject': ['push', 'pushAsync', 'unshift', 'unshiftAsync'],
  'better-queue:default': ['push'],
};

/**
 * The methods that add a job to a queue whose one function serves all jobs. The function was measured to see whoever adds
 * a job while the queue is free, and another job's context otherwise (the rows of `pools.ts` that say so in their notes).
 */
export const JOB_ADDERS: ReadonlySet<string> = new Set(
  Object.entries(QUEUES).flatMap(([queue, methods]) => methods.map((method) => `${queue}#${method}`)),
);
