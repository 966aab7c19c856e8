import { noLeakedContext } from '../../src/rules/no-leaked-context.js';
import { runRule } from '../rule-tester.js';

const imports = `import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
const tracer = trace.getTracer('app');
`;
const confluent = `${imports}import { KafkaJS } from '@confluentinc/kafka-javascript';
const consumer = new KafkaJS.Kafka({}).consumer({});
`;
const handle = "{ eachMessage: async () => { tracer.startSpan('handle').end(); } }";
const boot = (body: string): string =>
  `export async function boot() { await tracer.startActiveSpan('boot', async (span) => { ${body} span.end(); }); }`;

const bus = `${imports}import { ServiceBusClient } from '@azure/service-bus';
const client = new ServiceBusClient(connection);
const receiver = client.createReceiver('queue');
`;
const process = "{ processMessage: async () => { tracer.startSpan('handle').end(); }, processError }";

runRule('no-leaked-context', noLeakedContext, {
  valid: [
    { name: 'Azure Service Bus, subscribed to under no span', code: `${bus}receiver.subscribe(${process});` },
    {
      name: 'messages of Azure Service Bus that are asked for under a span',
      code: `${bus}${boot("const messages = await receiver.receiveMessages(10); for (const message of messages) tracer.startSpan('handle').end();")}`,
    },
    { name: "Confluent's client, run under no span", code: `${confluent}await consumer.run(${handle});` },
    {
      name: "Confluent's client, disconnected under the span",
      code: `${confluent}${boot(`await consumer.run(${handle}); await work(); await consumer.disconnect();`)}`,
    },
    {
      name: 'a listener of node-rdkafka, which hears messages in the root context',
      code: `${imports}import { KafkaConsumer } from 'node-rdkafka';
${boot("const consumer = new KafkaConsumer({}, {}); consumer.on('data', () => { tracer.startSpan('handle').end(); }); consumer.consume();")}`,
    },
    {
      name: 'a job of agenda, which sees where the agenda is made or started',
      code: `${imports}import { Agenda } from 'agenda';
${boot("agenda.define('job', async () => { tracer.startSpan('job').end(); });")} const agenda = new Agenda({ backend });`,
    },
  ],
  invalid: [
    {
      name: 'Azure Service Bus, whose connection is opened by the first call',
      code: `${bus}${boot(`receiver.subscribe(${process});`)}`,
      output: null,
      errors: [
        {
          messageId: 'repeats',
          data: { callee: 'receiver.subscribe', line: 6, read: 'startSpan', readLine: 6 },
          line: 6,
          suggestions: [
            {
              messageId: 'useRoot',
              output: `${bus}${boot(`context.with(ROOT_CONTEXT, () => receiver.subscribe(${process}));`)}`,
            },
          ],
        },
      ],
    },
    {
      name: "Confluent's client, run under a span",
      code: `${confluent}${boot(`await consumer.run(${handle});`)}`,
      output: null,
      errors: [
        {
          messageId: 'repeats',
          data: { callee: 'consumer.run', line: 5, read: 'startSpan', readLine: 5 },
          line: 5,
          suggestions: [
            {
              messageId: 'useRoot',
              output: `${confluent}${boot(`await context.with(ROOT_CONTEXT, () => consumer.run(${handle}));`)}`,
            },
          ],
        },
      ],
    },
  ],
});
