import type { Boundary } from '../boundary.js';

/** Event emitters and observables of libraries. */
export const emitters: readonly Boundary[] = [
  { module: 'mitt', call: 'default()#on', callback: 1, runs: 'many', sees: 'trigger', measured: ['3.0.1'] },
  {
    module: 'eventemitter3',
    call: ['default#on', 'EventEmitter#on', 'default#addListener', 'EventEmitter#addListener'],
    callback: 1,
    runs: 'many',
    sees: 'trigger',
    measured: ['5.0.4'],
  },
  {
    module: 'eventemitter3',
    call: ['default#once', 'EventEmitter#once'],
    callback: 1,
    runs: 'once',
    sees: 'trigger',
    measured: ['5.0.4'],
  },
  {
    module: 'emittery',
    call: 'default#on',
    callback: 1,
    runs: 'many',
    sees: { 'async-local-storage': 'trigger', zone: 'root', stack: 'root' },
    measured: ['1.2.1'],
  },
  {
    module: 'emittery',
    call: 'default#onAny',
    callback: 0,
    runs: 'many',
    sees: { 'async-local-storage': 'trigger', zone: 'root', stack: 'root' },
    measured: ['1.2.1'],
  },
  ...['all', 'add', 'addDir', 'change', 'unlink', 'unlinkDir'].map((event): Boundary => ({
    module: 'chokidar',
    call: 'watch()#on',
    callback: 1,
    when: { 0: event },
    runs: 'many',
    sees: { 'async-local-storage': 'construction', stack: 'root' },
    measured: ['5.0.0'],
    note: 'The call of `watch`; of what another watcher watches already, that of the first.',
  })),
  {
    module: 'rxjs',
    call: ['Subject#subscribe', 'BehaviorSubject#subscribe', 'Observable', 'defer'],
    callback: 0,
    runs: 'many',
    sees: 'trigger',
    measured: ['7.8.2'],
  },
  operators('rxjs'),
  operators('rxjs/operators'),
  { module: 'rxjs', call: 'Subject#subscribe', callback: '0.next', runs: 'many', sees: 'trigger', measured: ['7.8.2'] },
  {
    module: 'rxjs',
    call: 'interval()#subscribe',
    callback: 0,
    runs: 'many',
    sees: { 'async-local-storage': 'dispatch', zone: 'dispatch', stack: 'root' },
    measured: ['7.8.2'],
  },
  {
    module: 'rxjs',
    call: ['timer()#subscribe', 'from()#subscribe', 'asyncScheduler.schedule'],
    callback: 0,
    runs: 'once',
    sees: { 'async-local-storage': 'dispatch', zone: 'dispatch', stack: 'root' },
    measured: ['7.8.2'],
  },
  {
    module: 'rxjs',
    call: 'of()#subscribe',
    callback: 0,
    runs: 'many',
    finite: true,
    sees: 'dispatch',
    measured: ['7.8.2'],
  },
  {
    module: 'rxjs',
    call: 'fromEvent()#subscribe',
    callback: 0,
    runs: 'many',
    sees: { 'async-local-storage': 'trigger', zone: 'dispatch', stack: 'trigger' },
    measured: ['7.8.2'],
  },
  {
    module: 'rxjs',
    call: 'asapScheduler.schedule',
    callback: 0,
    runs: 'once',
    sees: {
      'async-local-storage': { free: 'dispatch', burst: 'first-caller' },
      zone: { free: 'dispatch', burst: 'first-caller' },
      stack: 'root',
    },
    measured: ['7.8.2'],
  },
  { module: 'rxjs', call: 'queueScheduler.schedule', callback: 0, runs: 'once', sees: 'dispatch', measured: ['7.8.2'] },
];

function operators(module: string): Boundary {
  const call = 'map tap filter scan switchMap mergeMap concatMap exhaustMap catchError finalize'.split(' ');
  const note = 'Whoever makes the source emit, which for a cold source is whoever subscribes.';
  return { module, call, callback: 0, runs: 'many', sees: 'trigger', measured: ['7.8.2'], note };
}
