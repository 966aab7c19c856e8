import { type ContextManagerName, getContextManager } from '../boundaries/manager.js';
import { getLastName, readSettings, type OtelSettings } from '../settings.js';
import { Api, toApiModule } from './api.js';
import { Callbacks } from './callbacks.js';
import { Bindings } from './code/bindings.js';
import { type ContextShape, describeContext, getContextChain } from './contexts.js';
import {
  type CallNode,
  type Node,
  type SourceCode,
  type Variable,
  compareBySource,
  getWrittenName,
} from './code/nodes.js';
import { type SourceIndex, indexSource } from './code/source-index.js';
import { type SpanStart, findSpanStart, findSpanVariable } from './spans.js';
import { type Attachment, findAttachments } from './tokens.js';
import { Values } from './code/values.js';

interface Starts {
  readonly all: readonly SpanStart[];
  readonly byNode: ReadonlyMap<Node, SpanStart>;
  readonly byVariable: ReadonlyMap<Variable, SpanStart>;
}

/** What a file says about OpenTelemetry. Built on the first question, shared by all rules. */
export class OtelModel {
  readonly sourceCode: SourceCode;
  readonly filename: string;
  readonly settings: OtelSettings;
  readonly bindings: Bindings;
  readonly values: Values;
  readonly api: Api;
  readonly index: SourceIndex;
  readonly callbacks = new Callbacks(this);
  readonly #callsOf = new Map<string, readonly CallNode[]>();
  /** Calls by a name of the file of what a module or a global holds. */
  #aliases: readonly CallNode[] | undefined;
  #manager: ContextManagerName | undefined;
  #starts: Starts | undefined;
  #attachments: readonly Attachment[] | undefined;

  constructor(sourceCode: SourceCode, filename: string, settings: OtelSettings) {
    this.sourceCode = sourceCode;
    this.filename = filename;
    this.settings = settings;
    this.index = indexSource(sourceCode);
    this.bindings = new Bindings(sourceCode, this.index.requires);
    this.values = new Values(this.bindings, this.index.assignments, (specifier) => toApiModule(specifier, settings));
    this.api = new Api(this.values, this.bindings);
  }

  /** Every call that starts a span, in source order. */
  getSpanStarts(): readonly SpanStart[] {
    return this.#getStarts().all;
  }

  /** What a call starts; null when it starts no span. */
  getSpanStart(node: Node): SpanStart | null {
    return this.#getStarts().byNode.get(node) ?? null;
  }

  /** The start of the span that an expression holds; null when it is not started in this file. */
  findStartOf(node: Node): SpanStart | null {
    const expression = this.values.dereference(node);
    const start = this.getSpanStart(expression);
    if (start) return start.callback ? null : start;
    const variable = expression.type === 'Identifier' ? this.bindings.findVariable(expression) : null;
    return variable && (this.#getStarts().byVariable.get(variable) ?? null);
  }

  /** Calls of the named functions of the API, in source order. */
  getCallsOf(...names: readonly string[]): readonly CallNode[] {
    const key = names.join();
    let calls = this.#callsOf.get(key);
    if (!calls) {
      calls = this.getCallsNamed(names).filter((call) => this.api.isCallOf(call, ...names));
      this.#callsOf.set(key, calls);
    }
    return calls;
  }

  /**
   * The calls that can be calls of functions so named, in source order: those written with the last of the name, and those
   * of other names that lead to a module or a global, which can be aliases.
   *
   * @param names - `context.active`, `Span#end`, `setValue`
   */
  getCallsNamed(names: readonly string[]): readonly CallNode[] {
    const { callsByName, directCalls } = this.index;
    this.#aliases ??= directCalls.filter((call) => this.values.findOrigin(call.callee) !== null);
    const written = new Set(names.map(toLastName));
    const found = [...written].map((name) => callsByName.get(name) ?? []);
    const aliases = this.#aliases.filter((call) => !written.has(getWrittenName(call.callee) ?? ''));
    // Each list is sorted, and mostly there is one.
    const [only = [], ...others] = [...found, aliases].filter((calls) => calls.length > 0);
    return others.length === 0 ? only : only.concat(...others).sort(compareBySource);
  }

  /** Every call that attaches a context, in source order. */
  getAttachments(): readonly Attachment[] {
    this.#attachments ??= findAttachments(this);
    return this.#attachments;
  }

  /** The context manager that the file runs under. */
  get manager(): ContextManagerName {
    this.#manager ??= getContextManager(this.filename, this.settings, this.bindings.importSources);
    return this.#manager;
  }

  /** The variable that holds the span of a start. */
  findSpanVariable(start: SpanStart): Variable | null {
    return findSpanVariable(start, this);
  }

  /** What a context expression is made of. */
  describeContext(node: Node): ContextShape {
    return describeContext(node, this);
  }

  /** The shapes from a context expression down to the one it was first made from. */
  getContextChain(node: Node): readonly ContextShape[] {
    return getContextChain(node, this);
  }

  #getStarts(): Starts {
    if (!this.#starts) {
      const starters = this.settings.spanStarters.map(getLastName);
      const calls = this.getCallsNamed(['startSpan', 'startActiveSpan', ...starters]);
      const all = calls.flatMap((call) => findSpanStart(call, this) ?? []);
      const byVariable = new Map<Variable, SpanStart>();
      for (const start of all) {
        const variable = this.findSpanVariable(start);
        if (variable) byVariable.set(variable, start);
      }
      this.#starts = { all, byVariable, byNode: new Map(all.map((start) => [start.node, start])) };
    }
    return this.#starts;
  }
}

function toLastName(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf('#')) + 1);
}

// By the tree, since oxlint gives one and the same SourceCode object to every file.
const models = new WeakMap<SourceCode['ast'], OtelModel>();

/** The model of the file that a rule is run on, the same for every rule. Throws a SettingsError when the settings are wrong. */
export function getOtelModel(context: {
  readonly sourceCode: SourceCode;
  readonly filename: string;
  readonly settings: Readonly<Record<string, unknown>>;
}): OtelModel {
  const { sourceCode, filename } = context;
  const settings = readSettings(context.settings);
  const known = models.get(sourceCode.ast);
  if (known && known.settings === settings && known.filename === filename) return known;
  const model = new OtelModel(sourceCode, filename, settings);
  models.set(sourceCode.ast, model);
  return model;
}
