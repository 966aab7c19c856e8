import {
  HANDLER_OPTIONS,
  adders,
  clientEvents,
  instrumentedServers,
  openers,
  parts,
  starters,
} from '../../boundaries/catalogue/long-lived.js';
import { mayReceive } from '../../boundaries/instrumentations.js';
import type { OtelModel } from '../index.js';
import { findLiteralMember } from '../code/members.js';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  getStaticName,
  getStringValue,
  unwrap,
  wrap,
} from '../code/nodes.js';
import { getAncestry } from '../code/origin.js';
import { getReaders } from '../dispatch/readers.js';
import type { ContextRead } from '../dispatch/reads.js';
import { findMakers, getMentions } from './sources.js';

/** A call that sets a server or a job going whose handlers, in this file, read the active context. */
export interface Opening {
  /** `server.listen(...)` */
  readonly call: CallNode;
  /** `createServer(...)`, when the file shows it. */
  readonly creations: readonly CallNode[];
  readonly read: ContextRead;
}

/** Methods of a server that take no handler for what its clients do. */
const OTHER_METHODS = new Set(['listen', 'start', 'close', 'once', 'setTimeout', 'addCallback', 'ready', 'onTick']);

const OPENERS = new Set([...Object.values(openers), ...Object.values(adders)].flat());
const MAKERS = new Set(Object.keys(starters).flatMap((key) => key.split(/[.:]/u).at(-1) ?? []));

/** The calls that set servers and jobs going, with the first read of a handler of each. */
export function findServers(model: OtelModel): readonly Opening[] {
  if (model.manager !== 'async-local-storage') return [];
  const calls = model.getCallsNamed([...OPENERS, ...MAKERS]);
  const openings = calls.flatMap((call) => findOpening(call, model) ?? []);
  if (openings.length === 0) return [];
  const readers = getReaders(model);
  return openings.flatMap(({ call, creations, given }) => {
    for (const handler of getHandlers(given, model)) {
      const read = readers.get(handler);
      if (read) return [{ call, creations, read }];
    }
    return [];
  });
}

interface Candidate extends Omit<Opening, 'read'> {
  /** What holds the handlers. */
  readonly given: readonly Node[];
}

/** What a call sets going; null when it is no such call. */
function findOpening(call: CallNode, model: OtelModel): Candidate | null {
  const callee = unwrap(call.callee);
  const origin = model.values.findOrigin(callee);
  const keys = origin ? getAncestry(origin) : [];
  if (keys.some((key) => Object.hasOwn(starters, key) && isSwitchedOn(call, starters[key] ?? '', model))) {
    return { call, creations: [], given: [call] };
  }
  if (callee.type !== 'MemberExpression') return null;
  if (keys.some((key) => isIn(adders, key))) return { call, creations: [], given: call.arguments };
  if (!keys.some((key) => isIn(openers, key)) || (keys.some(isOfHttp) && mayReceive('http', model.filename)))
    return null;
  const creations = findMakers(callee.object, model).map((maker) => maker.call);
  return { call, creations, given: [callee.object] };
}

function isIn(table: Readonly<Record<string, readonly string[]>>, key: string): boolean {
  const [owner = '', method = ''] = key.split('#');
  return Object.hasOwn(table, owner) && table[owner]?.includes(method) === true;
}

/** True when the argument, or the option in it, that a path leads to is `true` or a number above 0. */
function isSwitchedOn(call: CallNode, path: string, { values }: OtelModel): boolean {
  const [index, option] = path.split('.');
  const argument = call.arguments[Number(index)];
  const literal = argument && option ? values.dereference(argument) : null;
  const value = literal?.type === 'ObjectExpression' && option ? findLiteralMember(literal, option) : argument;
  return value?.type === 'Literal' && (value.value === true || (typeof value.value === 'number' && value.value > 0));
}

function isOfHttp(key: string): boolean {
  return instrumentedServers.has(key.split('#')[0] ?? '');
}

/** The functions that a server or a job is given: where it is made, by its methods, and by those of what it is made from. */
function getHandlers(given: readonly Node[], model: OtelModel): readonly FunctionNode[] {
  const handlers: FunctionNode[] = [];
  const seen = new Set<Node>();
  const pending: Node[] = [...given];
  for (let current = pending.pop(); current; current = pending.pop()) {
    if (seen.has(current)) continue;
    seen.add(current);
    const makers = findMakers(current, model);
    const holders = makers.flatMap((maker) => [...maker.holders]);
    const passed = [...makers.flatMap(({ call }) => call.arguments), ...getPassed([current, ...holders], model)];
    for (const argument of passed) {
      const found = findHandlers(argument, model);
      handlers.push(...found);
      if (found.length === 0 && isPart(argument, model)) pending.push(argument);
    }
  }
  return handlers;
}

/** What the methods of a server are given, wherever it is named. */
function getPassed(holders: readonly Node[], model: OtelModel): readonly Node[] {
  const mentions = new Set(holders.flatMap((holder) => getMentions(holder, model)));
  return [...mentions].flatMap(getArguments);
}

/** The function that an argument is, or those of its options that are handlers. */
function findHandlers(argument: Node, { values }: OtelModel): readonly FunctionNode[] {
  const literal = values.dereference(argument);
  const options = literal.type === 'ObjectExpression' ? HANDLER_OPTIONS : [];
  const nodes = options.map((name) => literal.type === 'ObjectExpression' && findLiteralMember(literal, name));
  return [argument, ...nodes].flatMap((node) => (node ? (values.findFunction(node) ?? []) : []));
}

/** True for an application, a router or a job: what it is given runs, too. */
function isPart(node: Node, { values }: OtelModel): boolean {
  const origin = values.findOrigin(node);
  return origin !== null && getAncestry(origin).some((key) => Object.hasOwn(openers, key) || parts.has(key));
}

/** What a method of the server is given, when it takes handlers: `app.get('/', handler)`, `server.on('request', handler)`. */
function getArguments(mention: Node): readonly Node[] {
  const object = wrap(mention);
  const member = object.parent;
  if (member?.type !== 'MemberExpression' || member.object !== object) return [];
  const call = wrap(member).parent;
  const name = getStaticName(member);
  if (call?.type !== 'CallExpression' || unwrap(call.callee) !== member || name === null) return [];
  if (OTHER_METHODS.has(name)) return [];
  const isListener = name === 'on' || name === 'addListener';
  return isListener && !clientEvents.has(getStringValue(call.arguments[0]) ?? '') ? [] : call.arguments;
}
