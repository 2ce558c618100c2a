/**
 * Plain data: all that lives in a world. A tree of objects, arrays, maps, sets and typed arrays, without closures,
 * class instances or promises, in which no mutable object is referenced twice. So a world can be copied, compared,
 * hashed and sent to another thread.
 */
export type Plain =
  | null
  | undefined
  | boolean
  | number
  | string
  | readonly Plain[]
  | { readonly [field: string]: Plain }
  | ReadonlyMap<string | number, Plain>
  | ReadonlySet<string | number>
  | Float64Array
  | Int32Array
  | Uint8Array;

/**
 * A value that never changes after it was made. Checkpoints share it instead of copying it; it may be referenced
 * from many places.
 */
export interface Shared {
  readonly $shared: true;
}

/** An append-only list: checkpoints share `items` and keep their own `length`. */
export interface AppendLog<T> {
  readonly $log: true;
  items: T[];
  length: number;
}

/** An empty append-only log. Its items must never change after they were appended. */
export function createLog<T>(): AppendLog<T> {
  return { $log: true, items: [], length: 0 };
}

/**
 * Appends in O(1). When another world has gone on from the same checkpoint and already appended here, the part
 * before `length` is copied first, so that branches never see each other's items.
 */
export function appendToLog<T>(log: AppendLog<T>, item: T): void {
  if (log.items.length !== log.length) log.items = log.items.slice(0, log.length);
  log.items.push(item);
  log.length++;
}

/** Cuts the log to its first `length` items. */
export function truncateLog(log: AppendLog<unknown>, length: number): void {
  if (length < log.length) log.length = length;
}

/** The item at a position, or undefined beyond either end. */
export function logItem<T>(log: AppendLog<T>, index: number): T | undefined {
  return index >= 0 && index < log.length ? log.items[index] : undefined;
}

/** A deep copy of plain data that shares `Shared` values and the items of append-only logs. */
export function copyPlain<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return copyArray(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null)
    return copyObject(value as Record<string, unknown>);
  if (value instanceof Map) {
    const map = new Map<unknown, unknown>();
    for (const [key, item] of value) map.set(key, copy(item));
    return map;
  }
  if (value instanceof Set) return new Set(value);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return (value as Float64Array).slice();
  throw new Error(`A world may hold plain data only, not a ${className(value)}.`);
}

function copyArray(from: readonly unknown[]): unknown[] {
  // A slice is an array of the same kind to the engine, without room for holes.
  const to = from.slice();
  for (let i = 0; i < to.length; i++) {
    const item = to[i];
    if (typeof item === 'object' && item !== null) to[i] = copy(item);
  }
  return to;
}

function copyObject(from: Record<string, unknown>): unknown {
  if (from.$shared === true) return from;
  if (from.$log === true) return { $log: true, items: from.items, length: from.length };
  const to: Record<string, unknown> = {};
  for (const field in from) {
    const item = from[field];
    to[field] = typeof item === 'object' && item !== null ? copy(item) : item;
  }
  return to;
}

function className(value: object): string {
  const made: unknown = value.constructor;
  return typeof made === 'function' ? made.name : 'value without a prototype';
}

/**
 * Where plain data breaks the rules: a function, a class instance, or a mutable object met twice.
 * @returns sentences with the path of each finding; empty when all is well. For tests: it walks everything.
 */
export function findImpurities(root: unknown): string[] {
  const findings: string[] = [];
  const seen = new Map<object, string>();
  const visit = (value: unknown, path: string): void => {
    if (typeof value === 'function' || typeof value === 'symbol')
      findings.push(`${path} is a ${typeof value}`);
    if (typeof value !== 'object' || value === null) return;
    const record = value as Record<string, unknown>;
    if (record.$shared === true) return;
    const before = seen.get(value);
    if (before !== undefined) {
      findings.push(`${path} is the same object as ${before}`);
      return;
    }
    seen.set(value, path);
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return;
    if (record.$log === true) return;
    if (value instanceof Map) for (const [key, item] of value) visit(item, `${path}(${String(key)})`);
    else if (value instanceof Set) for (const item of value) visit(item, `${path}{}`);
    else {
      const prototype: unknown = Object.getPrototypeOf(value);
      if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) {
        findings.push(`${path} is a ${className(value)}`);
      }
      for (const field of Object.keys(value)) visit(record[field], `${path}.${field}`);
    }
  };
  visit(root, 'world');
  return findings;
}
