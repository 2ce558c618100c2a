/** Where keys are at the moment: nodes, placement, and an account of every key of the catalogue. */
import type { Shared } from '../../kernel/plain';
import {
  countsOf,
  createPlacement,
  expectedCv,
  ownerOf,
  placeBounded,
  spreadOf,
  type Placement,
} from '../../patterns/consistent-hashing/index';
import type { RouterContext } from './state';

/** Made anew when nodes or options change, and never changed itself. */
export interface Layout extends Shared {
  readonly placement: Placement;
  /** Ids of the nodes that keys are placed on, by place. */
  readonly ids: readonly string[];
  /** Place of each key of the catalogue. */
  readonly owners: Int32Array;
  /** What it was made with: layouts made differently are not compared. */
  readonly made: string;
}

/** The name that is hashed for a key. */
export function keyName(key: number): string {
  return `key-${String(key)}`;
}

/** The options of a layout as one text. */
export function madeOf({ params }: RouterContext): string {
  const { scheme, hash, virtualNodes, tableSize, pointsByPosition, weight, keys, bound, loadFactor } = params;
  const limit = bound === 'keys' ? loadFactor : 0;
  return [scheme, hash, virtualNodes, tableSize, pointsByPosition, weight, keys, limit].join(' ');
}

/** Places all keys of the catalogue on these nodes. */
export function layOut(ctx: RouterContext, ids: readonly string[]): Layout {
  const { params } = ctx;
  const members = ids.map((id) => ({ id, weight: id === params.heavy ? params.weight : 1 }));
  const placement = createPlacement(members, { ...params, tableSize: Number(params.tableSize) });
  const names = Array.from({ length: params.keys }, (_, key) => keyName(key));
  const owners =
    params.bound === 'keys'
      ? placeBounded(placement, names, params.loadFactor)
      : Int32Array.from(names, (name) => ownerOf(placement, name));
  return { $shared: true, placement, ids, owners, made: madeOf(ctx) };
}

/** How many keys each node has, and how uneven that is beside what chance would make it. */
export interface Shares {
  counts: Int32Array;
  maxByMean: number;
  cv: number;
  expectedCv: number;
}

export function sharesOf({ ids, owners, placement }: Layout, virtualNodes: number): Shares {
  const counts = countsOf(owners, ids.length);
  const points = placement.table.scheme === 'ring' ? virtualNodes : Infinity;
  return {
    counts,
    ...spreadOf(counts),
    expectedCv: ids.length > 0 ? expectedCv(ids.length, points, owners.length) : 0,
  };
}
