/**
 * What a handler finds active: the span of the request, a span of the framework below it (that of a middleware, a hook,
 * a handler), or the span of whoever calls.
 */
export type SpanSight = 'request' | 'framework' | 'caller';

/** A handler of a framework, and what it sees where instrumentations were loaded before the framework. */
export interface InstrumentedHandler {
  readonly module: string;
  /** The call that takes the handler, or where in the handler one looks. */
  readonly handler: string;
  /** With `@opentelemetry/instrumentation-http` alone. */
  readonly http: SpanSight;
  /** With that and the instrumentation of the framework. */
  readonly framework: SpanSight;
}

/** The instrumentations of each framework. */
export const instrumentations: Readonly<Record<string, readonly string[]>> = {
  express: ['@opentelemetry/instrumentation-express'],
  koa: ['@opentelemetry/instrumentation-koa'],
  fastify: ['@fastify/otel'],
  hono: [],
  '@hapi/hapi': ['@opentelemetry/instrumentation-hapi'],
  '@nestjs/common': ['@opentelemetry/instrumentation-nestjs-core', '@opentelemetry/instrumentation-express'],
  graphql: ['@opentelemetry/instrumentation-graphql'],
};

/** The versions that `tests/probes/instrumented.test.ts` ran. */
export const instrumentedVersions: Readonly<Record<string, string>> = {
  '@opentelemetry/instrumentation-http': '0.223.0',
  '@opentelemetry/instrumentation-express': '0.71.1',
  '@opentelemetry/instrumentation-koa': '0.71.0',
  '@opentelemetry/instrumentation-hapi': '0.69.0',
  '@opentelemetry/instrumentation-graphql': '0.71.0',
  '@opentelemetry/instrumentation-nestjs-core': '0.70.0',
  '@fastify/otel': '0.21.2',
  express: '5.3.0',
  koa: '3.3.0',
  fastify: '5.12.8',
  hono: '4.13.19',
  '@hapi/hapi': '21.4.10',
  '@nestjs/common': '11.2.10',
  graphql: '16.15.0',
};

/** Handlers of frameworks under instrumentations, for the reference page. Measured by `tests/probes/instrumented.test.ts`. */
export const instrumented: readonly InstrumentedHandler[] = [
  { module: 'express', handler: 'default()#use', http: 'request', framework: 'framework' },
  { module: 'express', handler: 'default()#get', http: 'request', framework: 'framework' },
  { module: 'express', handler: "response.on('finish')", http: 'request', framework: 'request' },
  { module: 'koa', handler: 'default#use', http: 'request', framework: 'framework' },
  { module: 'koa', handler: 'after await next()', http: 'request', framework: 'framework' },
  { module: 'fastify', handler: 'default()#addHook', http: 'request', framework: 'framework' },
  { module: 'fastify', handler: 'default()#get', http: 'request', framework: 'framework' },
  { module: 'hono', handler: 'Hono#use', http: 'request', framework: 'request' },
  { module: 'hono', handler: 'after await next()', http: 'request', framework: 'request' },
  { module: 'hono', handler: 'Hono#get', http: 'request', framework: 'request' },
  { module: '@hapi/hapi', handler: 'server()#ext', http: 'request', framework: 'framework' },
  { module: '@hapi/hapi', handler: 'server()#route', http: 'request', framework: 'framework' },
  { module: '@nestjs/common', handler: 'NestMiddleware#use', http: 'request', framework: 'framework' },
  { module: '@nestjs/common', handler: 'CanActivate#canActivate', http: 'request', framework: 'framework' },
  { module: '@nestjs/common', handler: 'NestInterceptor#intercept', http: 'request', framework: 'framework' },
  { module: '@nestjs/common', handler: 'next.handle().pipe(tap())', http: 'request', framework: 'framework' },
  { module: '@nestjs/common', handler: 'PipeTransform#transform', http: 'request', framework: 'framework' },
  { module: '@nestjs/common', handler: 'Get', http: 'request', framework: 'framework' },
  { module: '@nestjs/common', handler: 'ExceptionFilter#catch', http: 'request', framework: 'framework' },
  { module: 'graphql', handler: 'resolve of a field', http: 'caller', framework: 'framework' },
];
