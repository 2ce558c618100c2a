/** A world as it is now, without how it happens to lie in memory: two worlds that will go on alike compare equal. */
import { ARG, AT, CAUSE, handleOf, LINK_STRIDE, META, pendingInOrder, STRIDE } from '../queue';
import type { AppendLog } from '../plain';
import type { World } from '../world';

/** A picture of the world, with its queue as a list in order and its logs without what other branches appended. */
export function canonicalWorld(world: World): Record<string, unknown> {
  const { queue, ...rest } = world;
  const pending = pendingInOrder(queue).map((slot) => ({
    handle: handleOf(queue, slot),
    atUs: queue.records[slot * STRIDE + AT],
    arg: queue.records[slot * STRIDE + ARG],
    cause: queue.records[slot * STRIDE + CAUSE],
    meta: queue.links[slot * LINK_STRIDE + META],
    payload: queue.payloads[slot],
  }));
  return { ...(cutLogs(rest) as Record<string, unknown>), pending };
}

function cutLogs(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return (value as Float64Array).slice();
  const record = value as Record<string, unknown>;
  if (record.$shared === true) return value;
  if (record.$log === true) {
    const { items, length } = value as AppendLog<unknown>;
    return items.slice(0, length);
  }
  if (value instanceof Set) return value;
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, cutLogs(item)]));
  if (Array.isArray(value)) return value.map(cutLogs);
  return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, cutLogs(item)]));
}
