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
  /** True for a call that returns what it sets going. */
  readonly isMaker: boolean;
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
  return openings.flatMap(({ given, ...opening }) => {
    for (const handler of getHandlers(given, model)) {
      const read = readers.get(handler);
      if (read) return [{ ...opening, read }];
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
  const isReceived = (): boolean => keys.some(isOfHttp) && mayReceive('http', model.filename);
  if (keys.some((key) => Object.hasOwn(starters, key) && isSwitchedOn(call, starters[key] ?? null, model))) {
    return isReceived() ? null : { call, creations: [], isMaker: true, given: [call] };
  }
  if (callee.type !== 'MemberExpression') return null;
  if (keys.some((key) => isIn(adders, key))) return { call, creations: [], isMaker: false, given: call.arguments };
  if (!keys.some((key) => isIn(openers, key)) || isReceived()) return null;
  const creations = findMakers(callee.object, model).map((maker) => maker.call);
  return { call, creations, isMaker: false, given: [callee.object] };
}

function isIn(table: Readonly<Record<string, readonly string[]>>, key: string): boolean {
  const [owner = '', method = ''] = key.split('#');
  return Object.hasOwn(table, owner) && table[owner]?.includes(method) === true;
}

/** True when the argument, or the option in it, that a path leads to is `true` or a number above 0; without a path always. */
function isSwitchedOn(call: CallNode, path: string | null, { values }: OtelModel): boolean {
  if (path === null) return true;
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
    const given = makers.flatMap(({ call }) => getChain(call)).flatMap((call) => call.arguments);
    const passed = [...given, ...getPassed([current, ...holders], model)];
    for (const argument of passed.flatMap((node) => [node, ...getOptions(node, model)])) {
      const found = model.values.findFunction(argument);
      const part = found ? null : findPart(argument, model);
      if (found) handlers.push(found);
      else if (part) pending.push(part);
    }
  }
  return handlers;
}

/** What the methods of a server are given, wherever it is named. */
function getPassed(holders: readonly Node[], model: OtelModel): readonly Node[] {
  const mentions = new Set(holders.flatMap((holder) => getMentions(holder, model)));
  return [...mentions].flatMap(getArguments);
}

/** Those of the options in an argument that are handlers. */
function getOptions(argument: Node, { values }: OtelModel): readonly Node[] {
  const literal = values.dereference(argument);
  if (literal.type !== 'ObjectExpression') return [];
  return HANDLER_OPTIONS.flatMap((name) => findLiteralMember(literal, name) ?? []);
}

/** An application, a router or a job, alone or by its handler (`app.fetch`): what it is given runs, too. */
function findPart(node: Node, { values }: OtelModel): Node | null {
  const given = unwrap(node);
  const isHandler = given.type === 'MemberExpression' && HANDLER_OPTIONS.includes(getStaticName(given) ?? '');
  const owners = isHandler ? [given, given.object] : [given];
  const isPart = (owner: Node): boolean => {
    const origin = values.findOrigin(owner);
    return origin !== null && getAncestry(origin).some((key) => Object.hasOwn(openers, key) || parts.has(key));
  };
  return owners.find(isPart) ?? null;
}

/** `new Hono().get(...).post(...)`: a call, and those whose results it is a method of. */
function getChain(call: CallNode): readonly CallNode[] {
  const chain = [call];
  for (let callee = unwrap(call.callee); callee.type === 'MemberExpression';) {
    const object = unwrap(callee.object);
    if (object.type !== 'CallExpression' && object.type !== 'NewExpression') break;
    chain.push(object);
    callee = unwrap(object.callee);
  }
  return chain;
}

/** What the methods of a server are given, one called on what the other returns, when they take handlers: `app.get('/', handler)`, `server.on('request', handler)`. */
function getArguments(mention: Node): readonly Node[] {
  const found: Node[] = [];
  for (let object = wrap(mention); ;) {
    const member = object.parent;
    if (member?.type !== 'MemberExpression' || member.object !== object) return found;
    const call = wrap(member).parent;
    const name = getStaticName(member);
    if (call?.type !== 'CallExpression' || unwrap(call.callee) !== member || name === null) return found;
    if (takesHandlers(name, call)) found.push(...call.arguments);
    object = wrap(call);
  }
}

function takesHandlers(name: string, call: CallNode): boolean {
  if (OTHER_METHODS.has(name)) return false;
  const isListener = name === 'on' || name === 'addListener';
  return !isListener || clientEvents.has(getStringValue(call.arguments[0]) ?? '');
}
