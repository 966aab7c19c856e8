import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { captureBeforeDispatch } from '../../src/rules/capture-before-dispatch.js';
import { runRule } from '../rule-tester.js';

const imports = `import { context, trace } from '@opentelemetry/api';
const tracer = trace.getTracer('app');
`;
const rdkafka = `${imports}import Kafka from 'node-rdkafka';
const producer = new Kafka.HighLevelProducer({});
const consumer = new Kafka.KafkaConsumer({}, {});
`;
const send = (callback: string): string =>
  `export function send(topic, value) { producer.produce(topic, null, value, null, Date.now(), ${callback}); }`;
const report = "() => { tracer.startSpan('sent').end(); }";

/** A file of a package that depends on a version of mssql. */
function withMssql(version: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'clients-'));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ dependencies: { mssql: version } }));
  return path.join(folder, 'file.ts');
}

const ask = (callback: string): string =>
  `${imports}import sql from 'mssql';
export async function find(id) { const pool = await sql.connect(config); pool.request().input('id', sql.Int, id).query('SELECT 1', ${callback}); }`;
const answer = "() => { tracer.startSpan('found').end(); }";

runRule('capture-before-dispatch', captureBeforeDispatch, {
  valid: [
    { name: 'a query of mssql', code: ask(answer) },
    { name: 'a query of mssql 8, the first that keeps the context', filename: withMssql('^8.0.0'), code: ask(answer) },
    {
      name: 'a statement of oracledb, whose callback is a reaction of a promise',
      code: `${imports}import oracledb from 'oracledb';
export async function find() { const connection = await oracledb.getConnection(config); connection.execute('SELECT 1 FROM dual', () => { tracer.startSpan('found').end(); }); }`,
    },
    {
      name: 'a query of mssql 7, after await',
      filename: withMssql('^7.3.5'),
      code: `${imports}import { Request } from 'mssql';
export async function find() { await new Request().query('SELECT 1'); tracer.startSpan('found').end(); }`,
    },
    {
      name: 'a callback of librdkafka that is bound',
      code: `${rdkafka}${send(`context.bind(context.active(), ${report})`)}`,
    },
    {
      name: 'a listener of messages, whose context comes with them',
      code: `${rdkafka}export function listen() { consumer.on('data', (message) => { tracer.startSpan('handle').end(); }); }`,
    },
    {
      name: 'messages that are asked for, which others send',
      code: `${rdkafka}export function poll() { consumer.consume(10, () => { tracer.startSpan('batch').end(); }); }`,
    },
    {
      name: 'what Confluent sends, after await',
      code: `${imports}import { KafkaJS } from '@confluentinc/kafka-javascript';
const producer = new KafkaJS.Kafka({}).producer();
export async function send(record) { await producer.send(record); tracer.startSpan('sent').end(); }`,
    },
  ],
  invalid: [
    {
      name: 'a query of mssql 7, on a connection that another call opened',
      filename: withMssql('^7.3.5'),
      code: ask(answer),
      output: ask(`context.bind(context.active(), ${answer})`),
      errors: [{ messageId: 'lostParent', line: 4 }],
    },
    {
      name: 'the report of a delivery, which comes from a thread of librdkafka',
      code: `${rdkafka}${send(report)}`,
      output: `${rdkafka}${send(`context.bind(context.active(), ${report})`)}`,
      errors: [
        {
          messageId: 'lostParent',
          data: { callee: 'producer.produce', can: '', s: 's', sight: 'the root context', line: 6 },
          line: 6,
        },
      ],
    },
    {
      name: "a connection of Confluent's client, by the names of librdkafka",
      code: `${imports}import { RdKafka } from '@confluentinc/kafka-javascript';
const producer = new RdKafka.Producer({});
export function open() { producer.connect({}, () => { tracer.startSpan('ready').end(); }); }`,
      output: `${imports}import { RdKafka } from '@confluentinc/kafka-javascript';
const producer = new RdKafka.Producer({});
export function open() { producer.connect({}, context.bind(context.active(), () => { tracer.startSpan('ready').end(); })); }`,
      errors: [{ messageId: 'lostParent', line: 5 }],
    },
  ],
});
