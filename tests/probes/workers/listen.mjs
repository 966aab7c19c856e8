/** Runs in another thread: a listener on the parent's port, registered in a labelled context, tells what it sees. */
import { context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { parentPort } from 'node:worker_threads';

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const labelKey = createContextKey('the label of a probe');

context.with(ROOT_CONTEXT.setValue(labelKey, 'dispatch'), () => {
  parentPort.on('message', () => parentPort.postMessage(context.active().getValue(labelKey) ?? 'root'));
});
