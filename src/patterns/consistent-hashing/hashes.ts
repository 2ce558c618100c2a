/** Three hashes that turn a name into a position of 32 bits. */
import { murmur3, utf8 } from '../../kernel/hash';
import { md5 } from './md5';

export const HASHES = ['murmur3', 'fnv1a', 'md5'] as const;
export type HashName = (typeof HASHES)[number];

/**
 * FNV-1a of the UTF-8 bytes of a text. The last byte is multiplied only once, so names that differ at their end come
 * to lie close together.
 * @see Fowler, Noll and Vo
 */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of utf8(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** The position of a name, a whole number on [0, 2³²). MD5 gives its first four bytes, as in Ketama. */
export function hashOf(name: HashName, text: string): number {
  if (name === 'murmur3') return murmur3(text);
  return name === 'fnv1a' ? fnv1a(text) : md5(text)[0] >>> 0;
}
