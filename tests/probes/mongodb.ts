/** The real drivers of MongoDB against a stand-in for the server, whose answers are all that is made up. */
import { MongoClient, MongoServerError, type Collection, type Document } from 'mongodb';
import { MongoClient as MongoClient4, type Collection as Collection4 } from 'mongodb-4';
import { startMongoServer } from './harness/mongo-server.js';
import { readAll } from './harness/pool.js';
import type { Lab, Probe, Situation } from './harness/probe.js';
import { serverSideManagers as managers } from './harness/service.js';
import { driverSituations, type Driver } from './harness/situations.js';
import { versionOf } from './harness/versions.js';

const options = { maxPoolSize: 1, monitorCommands: true };

type Items = Collection<Document>;

const itemsOf = (client: MongoClient): Items => client.db('probe').collection('items');

/** A call of the driver, and the code after `await` of what it returns. */
const awaiting = (url: string, call: (items: Items) => Promise<unknown>): ReturnType<typeof driverSituations> => {
  return driverSituations((): Driver => {
    const client = new MongoClient(url, options);
    const underWay: Promise<unknown>[] = [];
    const run = async (done: () => void): Promise<void> => {
      await call(itemsOf(client));
      done();
    };
    return {
      call: (done) => underWay.push(run(done)),
      close: async () => {
        await Promise.all(underWay);
        await client.close();
      },
    };
  });
};

type Callback = () => void;

/** The same with a callback, which drivers took up to version 4. */
const callingBack = (
  url: string,
  call: (items: Collection4, done: Callback) => void,
): ReturnType<typeof driverSituations> => {
  return driverSituations((): Driver => {
    const client = new MongoClient4(url, options);
    const connected = client.connect();
    const run = async (done: Callback): Promise<void> => {
      await connected;
      call(client.db('probe').collection('items'), done);
    };
    return { call: run, close: () => client.close() };
  });
};

async function openClient(lab: Lab, url: string): Promise<MongoClient> {
  const client = lab.in('construction', () => new MongoClient(url, options));
  lab.cleanup(() => client.close());
  await lab.in('connection', () => client.connect());
  return client;
}

const EVENTS = ['commandStarted', 'commandSucceeded', 'connectionCheckedOut'] as const;

/** An event of a client: for a call that finds the connection free, and for one that waits behind another. */
const monitored = (url: string, event: (typeof EVENTS)[number]): Probe['situations'] => {
  const listening = async (lab: Lab): Promise<Items> => {
    const client = await openClient(lab, url);
    await itemsOf(client).insertOne({});
    lab.in('dispatch', () => client.on(event, lab.see));
    return itemsOf(client);
  };
  return {
    free: async (lab) => {
      const items = await listening(lab);
      for (const times of [1, 2]) {
        await lab.in('trigger', () => items.insertOne({}));
        await lab.seen(times);
      }
    },
    saturated: async (lab) => {
      const client = await openClient(lab, url);
      const items = itemsOf(client);
      await items.insertOne({});
      let events = 0;
      lab.in('dispatch', () => {
        client.on(event, () => {
          events += 1;
          if (events === 1) lab.runOther();
          else lab.see();
        });
      });
      const first = lab.in('first-caller', () => items.insertOne({}));
      await lab.in('trigger', () => items.insertOne({}));
      await first;
    },
  };
};

const inSession = (url: string): Situation => {
  return async (lab) => {
    const client = await openClient(lab, url);
    await lab.in('dispatch', () => client.withSession(async () => lab.see()));
  };
};

/** A transaction that fails so often, in a way that makes the driver try again. */
const inTransaction = (url: string, failures: number): Situation => {
  return async (lab) => {
    const client = await openClient(lab, url);
    const session = lab.in('construction', () => client.startSession());
    let tries = 0;
    const attempt = async (): Promise<void> => {
      tries += 1;
      if (tries > failures) return lab.see();
      lab.runOther();
      const error = new MongoServerError({ message: 'a write that conflicts with another' });
      error.addErrorLabel('TransientTransactionError');
      throw error;
    };
    await lab.in('dispatch', () => session.withTransaction(attempt));
    await session.endSession();
  };
};

/** What reads two documents, the second of which the server has to be asked for. */
const read = (url: string, start: (items: Items, see: () => void) => Promise<unknown>): Situation => {
  return async (lab) => {
    const client = await openClient(lab, url);
    await lab.in('dispatch', () => start(itemsOf(client), lab.see));
  };
};

const mapped = (url: string): Situation => {
  return async (lab) => {
    const client = await openClient(lab, url);
    const cursor = lab.in('construction', () => itemsOf(client).find());
    lab.in('dispatch', () => cursor.map(lab.see));
    await lab.in('trigger', () => cursor.toArray());
  };
};

const streamed = (url: string): Situation => {
  return async (lab) => {
    const client = await openClient(lab, url);
    const stream = lab.in('construction', () => itemsOf(client).find().stream());
    lab.in('dispatch', () => stream.on('data', lab.see));
    await lab.seen(2);
  };
};

/** A change stream that is opened in `construction` and told of what is inserted in `trigger`. */
const changed = (url: string, follow: (stream: ReturnType<Items['watch']>, see: () => void) => unknown): Situation => {
  return async (lab) => {
    const client = await openClient(lab, url);
    const sender = await openClient(lab, url);
    const stream = lab.in('construction', () => itemsOf(client).watch());
    void lab.in('dispatch', () => follow(stream, lab.see));
    for (const times of [1, 2]) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      await lab.in('trigger', () => itemsOf(sender).insertOne({}));
      await lab.seen(times);
    }
    await stream.close();
  };
};

function probesOf(url: string): readonly Probe[] {
  const common = { module: 'mongodb', version: versionOf('mongodb'), managers };
  const one = (call: string, callback: number | string, free: Situation): Probe => {
    return { ...common, call, callback, situations: { free } };
  };
  return [
    { ...common, call: 'Collection#findOne', callback: 'await', situations: awaiting(url, (items) => items.findOne()) },
    {
      ...common,
      call: 'Collection#insertOne',
      callback: 'await',
      situations: awaiting(url, (items) => items.insertOne({})),
    },
    {
      ...common,
      call: 'AbstractCursor#toArray',
      callback: 'await',
      situations: awaiting(url, (items) => items.find().toArray()),
    },
    ...EVENTS.map((event): Probe => {
      return { ...common, call: 'MongoClient#on', callback: 1, when: { 0: event }, situations: monitored(url, event) };
    }),
    one('MongoClient#withSession', -1, inSession(url)),
    {
      ...one('ClientSession#withTransaction', 0, inTransaction(url, 0)),
      situations: { free: inTransaction(url, 0), rejected: inTransaction(url, 1) },
    },
    one(
      'AbstractCursor#forEach',
      0,
      read(url, (items, see) => items.find().forEach(see)),
    ),
    one(
      'AbstractCursor',
      'await',
      read(url, (items, see) => readAll(items.find(), see)),
    ),
    one('AbstractCursor#map', 0, mapped(url)),
    { ...one('AbstractCursor#stream()#on', 1, streamed(url)), when: { 0: 'data' } },
    {
      ...one(
        'ChangeStream#on',
        1,
        changed(url, (stream, see) => stream.on('change', see)),
      ),
      when: { 0: 'change' },
    },
    one(
      'ChangeStream',
      'await',
      changed(url, (stream, see) => readAll(stream, see).catch(() => undefined)),
    ),
  ];
}

function olderProbesOf(url: string): readonly Probe[] {
  const common = { module: 'mongodb', callback: -1, version: versionOf('mongodb-4'), managers };
  return [
    { ...common, call: 'Collection#findOne', situations: callingBack(url, (items, done) => items.findOne({}, done)) },
    {
      ...common,
      call: 'Collection#insertOne',
      situations: callingBack(url, (items, done) => items.insertOne({}, done)),
    },
    {
      ...common,
      call: 'AbstractCursor#toArray',
      situations: callingBack(url, (items, done) => items.find().toArray(done)),
    },
  ];
}

export const probes = async (): Promise<readonly Probe[]> => {
  const { url } = await startMongoServer();
  return [...probesOf(url), ...olderProbesOf(url)];
};
