/** What a hash router tells of its ring, and what the view says of it. Pure. */
import type { Glance } from '../../../protocol/messages';
import { formatNumber } from '../../format';

/** Positions are on [0, 2³²); owners are places in `ids`. */
export interface RingPicture {
  scheme: string;
  title: string;
  hash: string;
  copies: number;
  /** All nodes of the router, and those that keys are placed on. */
  members: readonly string[];
  ids: readonly string[];
  /** Null for a scheme without points. */
  points: Float64Array | null;
  pointOwners: Int32Array | null;
  /** Of the keys that are drawn: hash, owner, and 1 for those their owner has not been asked for. */
  positions: Float64Array;
  owners: Int32Array;
  cold: Uint8Array;
  /** Owners before the last change. */
  before: { ids: readonly string[]; owners: Int32Array } | null;
  /** How many keys there are. */
  keys: number;
  shares: { counts: Int32Array; maxByMean: number; cv: number; expectedCv: number };
  last: { why: string; atUs: number; moved: number; needed: number; nodesBefore: number } | null;
}

/** The picture of a router; null while it is down. */
export function pictureOf(glance: Glance | undefined): RingPicture | null {
  const { picture = null } = glance ?? {};
  return picture as unknown as RingPicture | null;
}

/** Where a key of those drawn is; empty for nowhere. */
export function ownerOf({ ids, owners }: RingPicture, key: number): string {
  return ids[owners[key] ?? -1] ?? '';
}

/** Where a key was before the last change, when it was elsewhere; empty otherwise. */
export function movedFrom(picture: RingPicture, key: number): string {
  const { before } = picture;
  const was = before?.ids[before.owners[key] ?? -1] ?? '';
  return was === ownerOf(picture, key) ? '' : was;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** What the last change moved, beside what it had to: `34 of 200 keys moved, 17.0 %`. */
export function sayMove({ last, keys, ids, before }: RingPicture): string {
  if (last === null) return 'No node has come or gone yet.';
  const moved = `${last.why}: ${formatNumber(last.moved)} of ${formatNumber(keys)} keys moved, ${percent(last.moved / keys)}.`;
  const n = Math.max(last.nodesBefore, ids.length);
  const byOne = Math.abs(last.nodesBefore - ids.length) === 1 && before !== null;
  return byOne ? `${moved} Expected: 1/${String(n)} = ${percent(1 / n)}.` : moved;
}

/** What the same change moves under modulo; empty when it was not one node. */
export function sayModulo({ last, ids }: RingPicture): string {
  if (last === null || Math.abs(last.nodesBefore - ids.length) !== 1) return '';
  const n = Math.max(last.nodesBefore, ids.length);
  return `Modulo n: ${String(n - 1)}/${String(n)} = ${percent(1 - 1 / n)}.`;
}

/** How even the keys are. */
export function saySpread({ shares }: RingPicture): string {
  const { cv, expectedCv, maxByMean } = shares;
  return `Spread ${cv.toFixed(3)}, expected ${expectedCv.toFixed(3)}; the fullest node has ${maxByMean.toFixed(2)} × the mean.`;
}

const HASHES: Readonly<Record<string, string>> = { murmur3: 'Murmur3', fnv1a: 'FNV-1a', md5: 'MD5' };

export function hashTitle(hash: string): string {
  return HASHES[hash] ?? hash;
}

/** A position as eight hexadecimal digits. */
export function hex(position: number): string {
  return position.toString(16).padStart(8, '0');
}

/** How a node is drawn: its colour is that of its line in charts; from the ninth on the shape differs too. */
export interface NodeLook {
  colour: string;
  second: boolean;
}

const COLOURS = 8;

export function lookOf(place: number): NodeLook {
  if (place < 0) return { colour: 'var(--ink3)', second: false };
  return { colour: `var(--r${String((place % COLOURS) + 1)})`, second: place >= COLOURS };
}
