import { hashNumber, hashWord, type TraceHash } from './hash';
import type { Plain } from './plain';

/** Mixes a text into a trace hash. */
export function hashText(hash: TraceHash, text: string): void {
  for (let i = 0; i < text.length; i++) hashWord(hash, text.charCodeAt(i));
  hashWord(hash, text.length ^ 0x5f3759df);
}

/** Mixes plain data into a trace hash: every value, in the order of its fields. */
export function hashPlain(hash: TraceHash, value: Plain): void {
  if (typeof value === 'number') hashNumber(hash, value);
  else if (typeof value === 'string') hashText(hash, value);
  else if (typeof value === 'boolean') hashWord(hash, value ? 0x11 : 0x12);
  else if (value === null || value === undefined) hashWord(hash, 0x13);
  else if (Array.isArray(value)) {
    hashWord(hash, 0x14 + value.length);
    for (const item of value as readonly Plain[]) hashPlain(hash, item);
  } else if (value instanceof Map) {
    for (const [key, item] of value as ReadonlyMap<string | number, Plain>) {
      hashPlain(hash, key);
      hashPlain(hash, item);
    }
  } else if (value instanceof Set)
    for (const item of value as ReadonlySet<string | number>) hashPlain(hash, item);
  else if (ArrayBuffer.isView(value)) for (const item of value as Float64Array) hashNumber(hash, item);
  else hashFields(hash, value as Readonly<Record<string, Plain>>);
}

/** The body of nearly every message: its fields are mostly numbers and short texts. */
function hashFields(hash: TraceHash, record: Readonly<Record<string, Plain>>): void {
  for (const field in record) {
    const item = record[field];
    if (typeof item === 'number') hashNumber(hash, item);
    else if (typeof item === 'string') hashText(hash, item);
    else hashPlain(hash, item);
  }
}
