/**
 * Readers turn an untrusted value into a typed one, or say what is wrong with it. They build new objects and write only
 * keys that they know, so that frozen settings and keys such as `__proto__` are nothing special.
 */

export interface Reader<T> {
  /** What is accepted, to follow 'must be' in a message. */
  readonly accepts: string;
  /** Returns the value as read, or adds to `problems` and returns undefined. */
  readonly read: (value: unknown, place: string, problems: string[]) => T | undefined;
}

export interface OptionalReader<T> extends Reader<T> {
  readonly optional: true;
}

/** A reader for each key of T; keys that T marks as optional have an optional reader. */
export type Fields<T> = {
  readonly [K in keyof T]-?: Partial<Pick<T, K>> extends Pick<T, K>
    ? OptionalReader<Exclude<T[K], undefined>>
    : Reader<T[K]>;
};

/** A value that `parse` understands; `parse` returns undefined for any other. */
export function parsed<T>(accepts: string, parse: (value: unknown) => T | undefined): Reader<T> {
  return {
    accepts,
    read(value, place, problems) {
      const result = parse(value);
      if (result === undefined) problems.push(`${place} must be ${accepts}, but is ${describe(value)}.`);
      return result;
    },
  };
}

/** A string that is not empty and passes the test. */
export function text(accepts: string, test: (value: string) => boolean = () => true): Reader<string> {
  return parsed(accepts, (value) => (typeof value === 'string' && value !== '' && test(value) ? value : undefined));
}

/** One of the given strings. */
export function oneOf<const T extends string>(values: readonly T[]): Reader<T> {
  return parsed(alternatives(values.map(quote)), (value) => values.find((candidate) => candidate === value));
}

/** An array whose elements the reader accepts. */
export function listOf<T>(reader: Reader<T>): Reader<readonly T[]> {
  return {
    accepts: `an array, each element ${reader.accepts}`,
    read(value, place, problems) {
      if (!Array.isArray(value)) {
        problems.push(`${place} must be ${this.accepts}, but is ${describe(value)}.`);
        return undefined;
      }
      const elements: readonly unknown[] = value;
      return Array.from(elements, (element, index) => reader.read(element, `${place}[${index}]`, problems)).filter(
        (element): element is Exclude<typeof element, undefined> => element !== undefined,
      );
    },
  };
}

/** One value, or an array of at least one. */
export function oneOrMore<T>(reader: Reader<T>): Reader<T | readonly T[]> {
  const list = listOf(reader);
  const accepts = `${reader.accepts}, or an array of those`;
  return {
    accepts,
    read(value, place, problems) {
      if (!Array.isArray(value)) return parsedBy(reader, accepts).read(value, place, problems);
      if (value.length === 0) problems.push(`${place} must be ${accepts}, but is an empty array.`);
      return list.read(value, place, problems);
    },
  };
}

/** A key that may be absent or undefined. */
export function optional<T>(reader: Reader<T>): OptionalReader<T> {
  return { ...reader, optional: true };
}

/** An object with the keys of `fields` and no other. */
export function objectOf<T extends object>(fields: Fields<T>): Reader<T> {
  const keys = Object.keys(fields) as (keyof T & string)[];
  const accepts = `an object with the keys ${keys.join(', ')}`;
  return {
    accepts,
    read(value, place, problems) {
      if (!isObject(value)) {
        problems.push(`${place} must be ${accepts}, but is ${describe(value)}.`);
        return undefined;
      }
      reportUnknownKeys(value, keys, place, problems);
      const result: Partial<T> = {};
      for (const key of keys) {
        const reader: Reader<T[typeof key]> & { optional?: true } = fields[key];
        const property = value[key];
        if (property !== undefined) {
          const read = reader.read(property, join(place, key), problems);
          if (read !== undefined) result[key] = read;
        } else if (!reader.optional) {
          problems.push(`${join(place, key)} is missing: it must be ${reader.accepts}.`);
        }
      }
      return result as T;
    },
  };
}

/** An object whose shape depends on the value of one of its keys. */
export function variantsOf<T extends object>(tag: string, variants: Readonly<Record<string, Reader<T>>>): Reader<T> {
  const choose = oneOf(Object.keys(variants));
  const accepts = `an object whose ${tag} is ${choose.accepts}`;
  return {
    accepts,
    read(value, place, problems) {
      if (!isObject(value)) {
        problems.push(`${place} must be ${accepts}, but is ${describe(value)}.`);
        return undefined;
      }
      const given = value[tag];
      if (given === undefined) {
        problems.push(`${join(place, tag)} is missing: it must be ${choose.accepts}.`);
        return undefined;
      }
      const chosen = choose.read(given, join(place, tag), problems);
      return chosen === undefined ? undefined : variants[chosen]?.read(value, place, problems);
    },
  };
}

/** A non-empty object with any of the keys that the test accepts, and the same reader for every value. */
export function dictionaryOf<T>(
  keyAccepts: string,
  isKey: (key: string) => boolean,
  reader: Reader<T>,
): Reader<Readonly<Record<string, T>>> {
  const accepts = `an object with ${keyAccepts} as keys and ${reader.accepts} as values`;
  return {
    accepts,
    read(value, place, problems) {
      if (!isObject(value) || Object.keys(value).length === 0) {
        problems.push(`${place} must be ${accepts}, but is ${describe(value)}.`);
        return undefined;
      }
      const result: Record<string, T> = {};
      for (const [key, property] of Object.entries(value)) {
        if (!isKey(key)) {
          problems.push(`${join(place, key)} is not a known key. The keys are ${keyAccepts}.`);
          continue;
        }
        const read = reader.read(property, join(place, key), problems);
        if (read !== undefined) result[key] = read;
      }
      return result;
    },
  };
}

/** Whether the value has properties of its own to read: an object that is not an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `a`, `a or b`, `a, b or c`. */
function alternatives(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1) ?? ''}`;
}

/** A string as it is shown in messages. */
function quote(value: string): string {
  return JSON.stringify(value);
}

function parsedBy<T>(reader: Reader<T>, accepts: string): Reader<T> {
  return parsed(accepts, (value) => reader.read(value, '', []));
}

function reportUnknownKeys(
  value: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  place: string,
  problems: string[],
): void {
  for (const key of Object.keys(value)) {
    if (keys.includes(key)) continue;
    const similar = keys.find((candidate) => isSimilar(candidate, key));
    const hint = similar === undefined ? '' : ` Did you mean ${similar}?`;
    problems.push(`${join(place, key)} is not a known key.${hint} The keys are ${keys.join(', ')}.`);
  }
}

function join(place: string, key: string): string {
  if (/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)) return `${place}.${key}`;
  return /^\d+$/.test(key) ? `${place}[${key}]` : `${place}[${quote(key)}]`;
}

/** A value as it is shown in messages: never its insides, which may be large or cyclic. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return value.length > 80 ? `${quote(value.slice(0, 80))}...` : quote(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (typeof value === 'object' && value !== null)
    return Object.keys(value).length === 0 ? 'an empty object' : 'an object';
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  return typeof value === 'bigint' ? `${value}n` : String(value);
}

/** Whether at most two edits, or letter case alone, separate two keys. */
function isSimilar(left: string, right: string): boolean {
  const [a, b] = [left.toLowerCase(), right.toLowerCase()];
  return Math.abs(a.length - b.length) <= 2 && computeDistance(a, b) <= 2;
}

function computeDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
