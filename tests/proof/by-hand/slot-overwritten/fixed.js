import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('worker');

class Worker {
  #span;

  run(jobs) {
    for (const job of jobs) {
      this.#span = tracer.startSpan(job);
      this.note(job.length);
      this.#span.end();
    }
  }

  note(size) {
    this.#span.setAttribute('size', size);
  }
}

export function run() {
  new Worker().run(['a', 'bb', 'ccc']);
}
