export interface Rows {
  readonly count: number;
}

type Done = (error: Error | null, rows: Rows) => void;

/** A pool of one connection, with the overloads of a database driver. */
export class Pool {
  readonly #waiting: (() => void)[] = [];

  query(sql: string, values?: undefined): Promise<Rows>;
  query(sql: string, done: Done): void;
  query(sql: string, done?: Done): Promise<Rows> | void {
    if (done === undefined) return new Promise((resolve) => this.query(sql, (_error, rows) => resolve(rows)));
    this.#waiting.push(() => done(null, { count: sql.length }));
    if (this.#waiting.length === 1) setImmediate(() => this.#answerAll());
  }

  #answerAll(): void {
    for (const answer of this.#waiting.splice(0)) answer();
  }
}
