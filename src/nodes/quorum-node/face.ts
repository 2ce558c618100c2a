import type { Face } from '../../kernel/contract';
import type { Plain } from '../../kernel/plain';
import { clockOf, hintCount, showClock, type Version } from '../../patterns/quorum/index';
import { needsOf, replicaCount, type QuorumNodeState, type QuorumParams } from './state';

export function face(state: QuorumNodeState, params: QuorumParams): Face {
  const { durable, suspects, siblings, disk } = state;
  const n = replicaCount(state, params);
  const { read, write } = needsOf(params, n);
  const hints = hintCount(durable.hints);
  return {
    headline: {
      value: { metric: 'coordinated', stat: 'rate' },
      unit: '/s',
      help: 'reads and writes coordinated a second',
    },
    chip: {
      text: `N ${String(n)} R ${String(read)} W ${String(write)}`,
      tone: read + write > n ? 'muted' : 'warn',
    },
    meters: [
      {
        label: params.conflicts === 'vectorClocks' ? 'siblings' : 'keys',
        text: String(params.conflicts === 'vectorClocks' ? siblings : durable.store.size),
        tone: siblings > 0 ? 'warn' : 'calm',
      },
      { label: 'hints', text: String(hints), tone: hints > 0 ? 'warn' : 'calm' },
      { label: 'disk queue', text: String(disk.queue.length) },
    ],
    ...(suspects.size > 0 && { note: `takes ${[...suspects.keys()].join(', ')} for down` }),
  };
}

/** Keys shown by the inspector. */
const KEYS_SHOWN = 12;

function shown({ value, stampUs, node, count, context }: Version): Plain {
  return {
    value,
    stampUs,
    clock: showClock(clockOf({ $shared: true, value, stampUs, node, count, context })),
  };
}

export function inspect(
  { durable, suspects, operations, ring }: QuorumNodeState,
  params: QuorumParams,
): Plain {
  const n = replicaCount({ ring }, params);
  const keys = [...durable.store].sort(([a], [b]) => a - b).slice(0, KEYS_SHOWN);
  return {
    waitsFor: { ...needsOf(params, n), replicas: n },
    underWay: operations.size,
    takesForDown: [...suspects.keys()],
    hints: Object.fromEntries(
      [...durable.hints].map(([owner, kept]) => [owner, [...kept.keys()].map((key) => `key ${String(key)}`)]),
    ),
    keys: Object.fromEntries(keys.map(([key, versions]) => [`key ${String(key)}`, versions.map(shown)])),
  };
}
