import mqtt, { type MqttClient } from 'mqtt';
import { connect as connectNats, type NatsConnection } from 'nats';
import { readAll } from './harness/pool.js';
import type { Lab, Probe, Situation } from './harness/probe.js';
import { requireService, serverSideManagers as managers, uniqueName } from './harness/service.js';
import { versionOf } from './harness/versions.js';

async function openNats(lab: Lab): Promise<NatsConnection> {
  const connection = await lab.in('connection', () => connectNats({ servers: '127.0.0.1:4222' }));
  lab.cleanup(() => connection.close());
  return connection;
}

/** Two messages are published in `trigger`, over another connection. */
async function publishToNats(lab: Lab, subject: string): Promise<void> {
  const publisher = await connectNats({ servers: '127.0.0.1:4222' });
  lab.cleanup(() => publisher.close());
  for (const times of [1, 2]) {
    lab.in('trigger', () => publisher.publish(subject));
    await lab.seen(times);
  }
}

const natsCallback: Situation = async (lab) => {
  const connection = await openNats(lab);
  const subject = uniqueName();
  lab.in('dispatch', () => connection.subscribe(subject, { callback: lab.see }));
  await connection.flush();
  await publishToNats(lab, subject);
};

const natsIterator: Situation = async (lab) => {
  const connection = await openNats(lab);
  const subject = uniqueName();
  lab.in('dispatch', () => void readAll(connection.subscribe(subject), lab.see));
  await connection.flush();
  await publishToNats(lab, subject);
};

async function openMqtt(lab: Lab): Promise<MqttClient> {
  const client = lab.in('construction', () => mqtt.connect('mqtt://127.0.0.1'));
  lab.cleanup(() => client.end(true));
  await new Promise<void>((resolve) => client.once('connect', () => resolve()));
  return client;
}

const mqttMessages: Situation = async (lab) => {
  const client = await openMqtt(lab);
  const topic = uniqueName();
  await lab.in('registration', () => client.subscribeAsync(topic));
  lab.in('dispatch', () => client.on('message', lab.see));
  const publisher = mqtt.connect('mqtt://127.0.0.1');
  lab.cleanup(() => publisher.end(true));
  for (const times of [1, 2]) {
    lab.in('trigger', () => publisher.publish(topic, 'message'));
    await lab.seen(times);
  }
};

const mqttSubscribed: Situation = async (lab) => {
  const client = await openMqtt(lab);
  lab.in('dispatch', () => client.subscribe(uniqueName(), lab.see));
  await lab.seen();
};

const mqttPublished: Situation = async (lab) => {
  const client = await openMqtt(lab);
  lab.in('dispatch', () => client.publish(uniqueName(), 'message', { qos: 1 }, lab.see));
  await lab.seen();
};

export const probes = async (): Promise<readonly Probe[]> => {
  await requireService('NATS', 4222);
  await requireService('Mosquitto', 1883);
  const nats = { module: 'nats', version: versionOf('nats'), managers };
  const client = { module: 'mqtt', version: versionOf('mqtt'), managers };
  return [
    { ...nats, call: 'NatsConnection#subscribe', callback: '1.callback', situations: { free: natsCallback } },
    { ...nats, call: 'NatsConnection#subscribe', callback: 'await', situations: { free: natsIterator } },
    { ...client, call: 'MqttClient#on', callback: 1, when: { 0: 'message' }, situations: { free: mqttMessages } },
    { ...client, call: 'MqttClient#subscribe', callback: -1, situations: { free: mqttSubscribed } },
    { ...client, call: 'MqttClient#publish', callback: -1, situations: { free: mqttPublished } },
  ];
};
