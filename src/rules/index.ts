// One line a rule: the plugin object and its configs are derived from these exports.
export { captureBeforeDispatch } from './capture-before-dispatch.js';
export { attachBeforeSpan } from './attach-before-span.js';
export { keepParentContext } from './keep-parent-context.js';
export { detachInFinally } from './detach-in-finally.js';
export { noAttachBeforeAwait } from './no-attach-before-await.js';
export { noDiscardedContext } from './no-discarded-context.js';
export { noInvokedCallback } from './no-invoked-callback.js';
export { noEnterWith } from './no-enter-with.js';
export { noEndForeignSpan } from './no-end-foreign-span.js';
export { noLeakedContext } from './no-leaked-context.js';
export { noDetachedGenerator } from './no-detached-generator.js';
export { endSpan } from './end-span.js';
export { noSpanUseAfterEnd } from './no-span-use-after-end.js';
export { noEarlySpanEnd } from './no-early-span-end.js';
export { activateSpan } from './activate-span.js';
export { recordSpanError } from './record-span-error.js';
