/** Runs one job after the other; each is started by the end of the one before. */
export class Lane {
  #waiting = [];
  #isBusy = false;

  add(job, ...args) {
    return new Promise((resolve) => {
      this.#waiting.push(() => resolve(job.apply({ lane: 'bank' }, args)));
      this.#next();
    });
  }

  #next() {
    if (this.#isBusy) return;
    const job = this.#waiting.shift();
    if (job === undefined) return;
    this.#isBusy = true;
    setImmediate(() => {
      job();
      this.#isBusy = false;
      this.#next();
    });
  }
}
