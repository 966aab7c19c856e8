import { trace } from '@opentelemetry/api';
import { spawn } from 'node:child_process';

const tracer = trace.getTracer('build');

async function start(command) {
  const span = tracer.startSpan(command.at(-1));
  const child = spawn(command[0], command.slice(1));
  child.on('error', () => {});
  child.on('exit', () => span.end());
  await new Promise((resolve) => child.on('close', resolve));
}

export async function run() {
  await start([process.execPath, '--version']);
  await start(['no-such-command']);
}
