/** What a hash router shows of itself: on its card, in the inspector, and in the view of its ring. */
import type { Face } from '../../kernel/contract';
import type { ParamsOf } from '../../kernel/params';
import type { Plain } from '../../kernel/plain';
import { hashOf } from '../../patterns/consistent-hashing/index';
import { keyName, sharesOf } from './layout';
import { hashRouterParams } from './params';
import type { HashRouterState } from './state';

type Params = ParamsOf<typeof hashRouterParams>;

function titleOf(scheme: string): string {
  return hashRouterParams.scheme.options.find(({ value }) => value === scheme)?.title ?? scheme;
}

function percent(part: number, whole: number): string {
  return `${String(Math.round((100 * part) / Math.max(1, whole)))} %`;
}

export function face({ nodes, layout, last }: HashRouterState, params: Params): Face {
  const { maxByMean } = sharesOf(layout, params.virtualNodes);
  const [serving, all] = [layout.ids.length, nodes.length];
  return {
    headline: {
      value: { metric: 'requests.arrived', stat: 'rate' },
      unit: '/s',
      help: 'requests passed on a second',
    },
    chip: { text: titleOf(params.scheme), tone: 'muted' },
    meters: [
      {
        label: 'in service',
        text: `${String(serving)} of ${String(all)}`,
        ratio: all > 0 ? serving / all : 0,
        tone: serving < all ? 'warn' : 'calm',
      },
      { label: 'fullest', text: maxByMean.toFixed(2), unit: '× mean' },
      {
        label: 'last move',
        text: last === null ? 'none' : percent(last.moved, layout.owners.length),
        ratio: last === null ? 0 : last.moved / layout.owners.length,
        tone: last !== null && last.moved > last.needed ? 'warn' : 'calm',
      },
    ],
  };
}

export function inspect({ nodes, layout, last }: HashRouterState, params: Params): Plain {
  const { counts, cv, expectedCv } = sharesOf(layout, params.virtualNodes);
  return {
    nodes: nodes.map(({ id, inFlight, failures, ejectedUntilUs }) => ({
      id,
      keys: layout.ids.includes(id) ? counts[layout.ids.indexOf(id)] : 0,
      inFlight,
      ...(failures > 0 ? { failures } : {}),
      ...(ejectedUntilUs > 0 ? { ejectedUntilUs } : {}),
    })),
    spread: cv,
    expectedSpread: expectedCv,
    lastChange:
      last === null ? null : { why: last.why, atUs: last.atUs, keysMoved: last.moved, needed: last.needed },
  };
}

/** Keys that are drawn at most. */
const KEYS_DRAWN = 400;

/** Everything the view of the ring draws. Positions are on [0, 2³²). */
export function picture({ nodes, layout, last, cold }: HashRouterState, params: Params): Plain {
  const { placement, ids, owners } = layout;
  const { table } = placement;
  const drawn = Math.min(owners.length, KEYS_DRAWN);
  const from = last === null ? null : last.from;
  return {
    scheme: params.scheme,
    title: titleOf(params.scheme),
    hash: params.hash,
    copies: params.bound === 'none' ? params.copies : 1,
    members: nodes.map(({ id }) => id),
    ids: [...ids],
    points: table.scheme === 'ring' ? table.points : null,
    pointOwners: table.scheme === 'ring' ? table.owners : null,
    positions: Float64Array.from({ length: drawn }, (_, key) => hashOf(params.hash, keyName(key))),
    owners: owners.slice(0, drawn),
    before: from === null ? null : { ids: [...from.ids], owners: from.owners.slice(0, drawn) },
    cold: cold.slice(0, drawn),
    keys: owners.length,
    shares: sharesOf(layout, params.virtualNodes) as unknown as Plain,
    last:
      last === null
        ? null
        : {
            why: last.why,
            atUs: last.atUs,
            moved: last.moved,
            needed: last.needed,
            nodesBefore: last.from.ids.length,
          },
  };
}
