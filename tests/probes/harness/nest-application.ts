/** A Nest application whose parts say when they run. Its decorators are called: probes are compiled without them. */
import type * as nestCommon from '@nestjs/common';
import type {
  ArgumentsHost,
  CallHandler,
  ExecutionContext,
  INestApplication,
  MiddlewareConsumer,
} from '@nestjs/common';
import type * as nestCore from '@nestjs/core';
import type * as reactive from 'rxjs';
import type { Observable } from 'rxjs';

/** Nest is given by whoever builds the application, since instrumentations patch what is loaded after them. */
export interface NestModules {
  readonly common: typeof nestCommon;
  readonly core: typeof nestCore;
  readonly rxjs: Pick<typeof reactive, 'tap'>;
}

export const VERBS = ['Get', 'Post', 'Put', 'Patch', 'Delete', 'All'] as const;
export type Verb = (typeof VERBS)[number];

/** The parts of an application that a request goes through. */
export type Part = 'middleware' | 'guard' | 'interceptor' | 'tap' | 'pipe' | 'handler' | 'filter';

type Visit = (part: Part) => void;

interface Response {
  status(code: number): { send(body: string): unknown };
}

/** What stands around the handlers, and sees the request before them or after them. */
function createSurroundings({ rxjs }: NestModules, visit: Visit) {
  class Guard {
    canActivate(): boolean {
      visit('guard');
      return true;
    }
  }
  class Interceptor {
    intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
      visit('interceptor');
      return next.handle().pipe(rxjs.tap(() => visit('tap')));
    }
  }
  class Pipe {
    transform(value: unknown): unknown {
      visit('pipe');
      return value;
    }
  }
  class Filter {
    catch(_error: unknown, host: ArgumentsHost): void {
      visit('filter');
      host.switchToHttp().getResponse<Response>().status(400).send('answer');
    }
  }
  return { Guard, Interceptor, Pipe, Filter };
}

function decorate(target: object, method: string, ...decorators: readonly MethodDecorator[]): void {
  const descriptor = Object.getOwnPropertyDescriptor(target, method);
  if (!descriptor) throw new Error(`There is no method ${method}.`);
  for (const decorator of decorators) decorator(target, method, descriptor);
}

/** Defines the classes of an application; `verb` is that of its route `/`, and its route `/error` throws. */
export function defineApplication(modules: NestModules, verb: Verb, visit: Visit): new () => object {
  const { common } = modules;
  const { Guard, Interceptor, Pipe, Filter } = createSurroundings(modules, visit);
  class Controller {
    answer(): string {
      visit('handler');
      return 'answer';
    }
    fail(): never {
      throw new Error('expected');
    }
  }
  class Application {
    configure(consumer: MiddlewareConsumer): void {
      const middleware = (_request: unknown, _response: unknown, next: () => void): void => {
        visit('middleware');
        next();
      };
      consumer.apply(middleware).forRoutes('/');
    }
  }
  const { prototype } = Controller;
  common.Controller()(Controller);
  common.Catch()(Filter);
  decorate(prototype, 'answer', common[verb]('/'), common.UseGuards(Guard), common.UseInterceptors(Interceptor));
  decorate(prototype, 'fail', common.Get('/error'), common.UseFilters(Filter));
  common.Query('value', Pipe)(prototype, 'answer', 0);
  Reflect.defineMetadata('design:paramtypes', [String], prototype, 'answer');
  common.Module({ controllers: [Controller] })(Application);
  return Application;
}

/** Makes the application that was defined; it listens later. */
export function createApplication({ core }: NestModules, definition: new () => object): Promise<INestApplication> {
  return core.NestFactory.create(definition, { logger: false });
}
