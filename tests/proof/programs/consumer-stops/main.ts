import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('chat');

async function* stream(prompt: string, chunks: readonly string[]): AsyncGenerator<string> {
  const span = tracer.startSpan(prompt);
  try {
    for (const chunk of chunks) {
      await Promise.resolve();
      yield chunk;
    }
    span.end();
  } catch (error) {
    span.recordException(error as Error);
    span.end();
    throw error;
  }
}

export async function run(): Promise<void> {
  for await (const chunk of stream('read all', ['a', 'b'])) if (chunk === 'stop') return;
  for await (const chunk of stream('read one', ['a', 'b'])) if (chunk === 'a') return;
}
