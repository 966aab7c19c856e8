/**
 * What OpenTelemetry's own functions return, in the notation of the catalogue's receivers.
 * Source: the type declarations of `@opentelemetry/api` 1.10.0 and of the SDK packages 2.12.0.
 */
export const API = '@opentelemetry/api';

const TRACER = `${API}:Tracer`;
const SPAN = `${API}:Span`;
const CONTEXT = `${API}:Context`;
const PROVIDER = `${API}:TracerProvider`;
const SDK_PROVIDERS = [
  '@opentelemetry/sdk-trace-base:BasicTracerProvider',
  '@opentelemetry/sdk-trace-node:NodeTracerProvider',
  '@opentelemetry/sdk-trace-web:WebTracerProvider',
  '@opentelemetry/sdk-trace:BasicTracerProvider',
];
const MANAGER = `${API}:ContextManager`;
/** Stands for every propagator that carries a span: what it does to a context is what the global one does. */
const PROPAGATOR = `${API}:SpanPropagator`;
const PROPAGATORS = [
  '@opentelemetry/core:CompositePropagator',
  '@opentelemetry/core:W3CTraceContextPropagator',
  '@opentelemetry/propagator-aws-xray:AWSXRayPropagator',
  '@opentelemetry/propagator-b3:B3Propagator',
  '@opentelemetry/propagator-jaeger:JaegerPropagator',
  '@opentelemetry/propagator-ot-trace:OTTracePropagator',
];

export const apiReceivers: Readonly<Record<string, string>> = {
  [`${API}:trace.getTracer()`]: TRACER,
  [`${API}:trace.getTracerProvider()`]: PROVIDER,
  [`${API}:trace.getSpan()`]: SPAN,
  [`${API}:trace.getActiveSpan()`]: SPAN,
  [`${API}:trace.wrapSpanContext()`]: SPAN,
  [`${TRACER}#startSpan()`]: SPAN,
  [`${PROVIDER}#getTracer()`]: TRACER,
  ...Object.fromEntries(SDK_PROVIDERS.map((provider) => [provider, PROVIDER])),
  [`${API}:ProxyTracerProvider`]: PROVIDER,
  [`${API}:ProxyTracer`]: TRACER,
  '@opentelemetry/instrumentation:InstrumentationBase#tracer': TRACER,
  '@opentelemetry/instrumentation:InstrumentationAbstract#tracer': TRACER,
  [`${API}:context.active()`]: CONTEXT,
  [`${API}:propagation.extract()`]: CONTEXT,
  [`${PROPAGATOR}#extract()`]: CONTEXT,
  [`${API}:trace.setSpan()`]: CONTEXT,
  [`${API}:trace.setSpanContext()`]: CONTEXT,
  [`${API}:trace.deleteSpan()`]: CONTEXT,
  [`${API}:propagation.setBaggage()`]: CONTEXT,
  [`${API}:propagation.deleteBaggage()`]: CONTEXT,
  [`${CONTEXT}#setValue()`]: CONTEXT,
  [`${CONTEXT}#deleteValue()`]: CONTEXT,
  [`${SPAN}#setAttribute()`]: SPAN,
  [`${SPAN}#setAttributes()`]: SPAN,
  [`${SPAN}#addEvent()`]: SPAN,
  [`${SPAN}#addLink()`]: SPAN,
  [`${SPAN}#addLinks()`]: SPAN,
  [`${SPAN}#setStatus()`]: SPAN,
  [`${SPAN}#updateName()`]: SPAN,
  [`${API}:context.attach()`]: `${API}:ContextManagementToken`,
  [`${MANAGER}#attach()`]: `${API}:ContextManagementToken`,
  [`${MANAGER}#enable()`]: MANAGER,
  [`${MANAGER}#disable()`]: MANAGER,
  '@opentelemetry/context-async-hooks:AsyncLocalStorageContextManager': MANAGER,
  ...Object.fromEntries(PROPAGATORS.map((propagator) => [propagator, PROPAGATOR])),
};

/** Methods of objects that do the same as a function of the API. */
export const sameAs: ReadonlyMap<string, string> = new Map([
  ['SpanPropagator#extract', 'propagation.extract'],
  ['SpanPropagator#inject', 'propagation.inject'],
]);

/**
 * The namespaces of other modules that are modules of their own.
 * Source: `src/index.ts` of `@opentelemetry/sdk-node` 0.301.0 and of `lightstep-opentelemetry-launcher-node` 1.1.0.
 */
export const reexports: Readonly<Record<string, string>> = {
  '@opentelemetry/sdk-node:api': API,
  '@opentelemetry/sdk-node:contextBase': API,
  '@opentelemetry/sdk-node:core': '@opentelemetry/core',
  '@opentelemetry/sdk-node:node': '@opentelemetry/sdk-trace-node',
  '@opentelemetry/sdk-node:tracing': '@opentelemetry/sdk-trace-base',
  'lightstep-opentelemetry-launcher-node:opentelemetry': API,
};

/** The types of the API's objects, of which there is one each: a value of the type is that object. */
export const apiObjects: Readonly<Record<string, string>> = {
  [`${API}:ContextAPI`]: 'context',
  [`${API}:PropagationAPI`]: 'propagation',
  [`${API}:TraceAPI`]: 'trace',
};

/**
 * The methods that write to a span and return it; what they write to an ended span is lost.
 * Source: the interface `Span` of `@opentelemetry/api` 1.10.0, `SpanImpl` of `@opentelemetry/sdk-trace-base` 2.12.0.
 */
export const SPAN_WRITERS: ReadonlySet<string> = new Set([
  'setAttribute',
  'setAttributes',
  'addEvent',
  'addLink',
  'addLinks',
  'setStatus',
  'updateName',
]);
