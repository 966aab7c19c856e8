import { clientEvents, openers, routers, serverInstrumentations } from '../../boundaries/catalogue/long-lived.js';
import { DEPENDENCY_FIELDS, findDependency, getManifests } from '../../boundaries/manifests.js';
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

/** A call that sets a server or a job going whose handlers, in this file, read the active context. */
export interface Opening {
  /** `server.listen(...)` */
  readonly call: CallNode;
  /** `createServer(...)`, when the file shows it. */
  readonly creation: CallNode | null;
  readonly read: ContextRead;
}

/** Methods of a server that take no handler for what its clients do. */
const OTHER_METHODS = new Set(['listen', 'start', 'close', 'once', 'setTimeout', 'addCallback', 'ready', 'onTick']);

/** The calls that set servers and jobs going, with the first read of a handler of each. */
export function findServers(model: OtelModel): readonly Opening[] {
  const calls = model.index.calls.filter((call) => isOpener(call, model));
  if (model.manager !== 'async-local-storage' || calls.length === 0 || isInstrumented(model)) return [];
  const readers = getReaders(model);
  return calls.flatMap((call) => {
    const callee = unwrap(call.callee);
    if (callee.type !== 'MemberExpression') return [];
    const creation = model.values.dereference(callee.object);
    const isCall = creation.type === 'CallExpression' || creation.type === 'NewExpression';
    for (const handler of getHandlers(callee.object, model)) {
      const read = readers.get(handler);
      if (read) return [{ call, creation: isCall ? creation : null, read }];
    }
    return [];
  });
}

function isOpener(call: CallNode, { values }: OtelModel): boolean {
  const callee = unwrap(call.callee);
  const name = callee.type === 'MemberExpression' ? getStaticName(callee) : null;
  if (name !== 'listen' && name !== 'start') return false;
  const origin = values.findOrigin(callee);
  const keys = origin ? getAncestry(origin) : [];
  return keys.some((key) => {
    const [owner = '', method] = key.split('#');
    return method === name && Object.hasOwn(openers, owner) && openers[owner]?.includes(method) === true;
  });
}

function isInstrumented({ filename }: OtelModel): boolean {
  return getManifests(filename).some((manifest) =>
    serverInstrumentations.some((name) => findDependency(manifest, name, DEPENDENCY_FIELDS) !== null),
  );
}

/** The functions that a server is given: where it is made, by its methods, and by those of an application that it is made from. */
function getHandlers(server: Node, model: OtelModel): readonly FunctionNode[] {
  const handlers: FunctionNode[] = [];
  const seen = new Set<Node>();
  const pending: Node[] = [server];
  for (let current = pending.pop(); current; current = pending.pop()) {
    const creation = model.values.dereference(current);
    if (seen.has(creation)) continue;
    seen.add(creation);
    const given = creation.type === 'CallExpression' || creation.type === 'NewExpression' ? creation.arguments : [];
    for (const argument of [...given, ...getMentions(current, model).flatMap(getArguments)]) {
      const literal = model.values.dereference(argument);
      const option = literal.type === 'ObjectExpression' ? findLiteralMember(literal, 'handler') : null;
      const handler = model.values.findFunction(option ?? argument);
      if (handler) handlers.push(handler);
      else if (isServer(argument, model)) pending.push(argument);
    }
  }
  return handlers;
}

/** True for an application or a router: what it is given handles requests, too. */
function isServer(node: Node, { values }: OtelModel): boolean {
  const origin = values.findOrigin(node);
  return origin !== null && getAncestry(origin).some((key) => Object.hasOwn(openers, key) || routers.has(key));
}

/** Every place that names the same variable, or a property of that name. */
function getMentions(server: Node, { bindings, index }: OtelModel): readonly Node[] {
  const node = unwrap(server);
  if (node.type === 'Identifier') {
    const variable = bindings.findVariable(node);
    return variable ? bindings.getReads(variable).map(({ identifier }) => identifier) : [];
  }
  const name = node.type === 'MemberExpression' ? getStaticName(node) : null;
  return name === null ? [] : (index.members.get(name) ?? []);
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
