/** What a cache shows of itself. */
import type { Face, Tone } from '../../kernel/contract';
import type { Plain } from '../../kernel/plain';
import type { ParamsOf } from '../../kernel/params';
import { entriesOf, sizeOf } from '../../patterns/cache/index';
import { dirtyCount, unflushed } from '../../patterns/caching-strategies/index';
import { waitingCount } from '../station';
import type { cacheParams } from './params';
import type { CacheNodeState } from './state';

type CacheParams = ParamsOf<typeof cacheParams>;

const SLOTS_DRAWN = 24;

/** How many entries, of how many. */
function filling(state: CacheNodeState, { capacity }: CacheParams): string {
  return `${String(sizeOf(state.cache))} of ${String(capacity)}`;
}

export function face(state: CacheNodeState, params: CacheParams): Face {
  const dirty = dirtyCount(state.buffer);
  return {
    headline: {
      value: { metric: 'hits', stat: 'ratio', over: 'lookups', times: 100 },
      unit: '% hits',
      help: 'share of lookups that found their key',
    },
    chip: { text: params.policy, tone: 'muted' },
    meters: [
      { label: 'entries', text: filling(state, params), ratio: sizeOf(state.cache) / params.capacity },
      { label: 'unflushed', text: String(dirty), tone: dirty > 0 ? 'warn' : 'calm' },
      ...(params.workers > 0 ? [waitingMeter(state)] : []),
    ],
    slots: {
      label: `${filling(state, params)} entries`,
      tones: slotTones(state, params.capacity),
      hidden: Math.max(0, params.capacity - SLOTS_DRAWN),
    },
  };
}

function waitingMeter({ station }: CacheNodeState): Face['meters'][number] {
  const waiting = waitingCount(station);
  return { label: 'waiting', text: String(waiting), tone: waiting > 0 ? 'warn' : 'calm' };
}

/** A mark for each place: free, taken, or taken by a value the database does not have yet. */
function slotTones({ cache, buffer }: CacheNodeState, capacity: number): Tone[] {
  const tones: Tone[] = [];
  // A cache that was made smaller may use places beyond its capacity; then those in use move together.
  const inPlace = cache.keys.length - 1 <= capacity;
  for (let slot = 1; slot < cache.keys.length && tones.length < SLOTS_DRAWN; slot++) {
    const key = cache.keys[slot];
    if (cache.slotOf.get(key) === slot) tones.push(unflushed(buffer, Number(key)) ? 'warn' : 'calm');
    else if (inPlace) tones.push('muted');
  }
  while (tones.length < Math.min(capacity, SLOTS_DRAWN)) tones.push('muted');
  return tones;
}

/** Entries shown by the inspector. */
const ENTRIES_SHOWN = 20;

export function inspect(state: CacheNodeState): Plain {
  return {
    entries: sizeOf(state.cache),
    unflushed: dirtyCount(state.buffer),
    nextToLeave: entriesOf(state.cache)
      .slice(0, ENTRIES_SHOWN)
      .map(({ key, value, version }) => ({ key, value, writtenAtUs: version })),
  };
}
