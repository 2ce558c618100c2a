/**
 * Checkpoints of a branch: copies of the world from which any earlier moment is replayed. They are spaced by the
 * time it takes to replay, and thinned when they outgrow the memory budget.
 */
import { copyWorld, type World } from '../kernel/world';

export interface Checkpoint {
  readonly events: number;
  /**
   * Time that had been reached, at or after that of the last event: what came due by then at a paused node has been
   * set aside, so nothing before it can be replayed from here.
   */
  readonly nowUs: number;
  readonly world: World;
  readonly bytes: number;
}

/** Longest replay between two checkpoints, in milliseconds of computing. */
const REPLAY_MS = 10;
/** A world that is large takes long to copy: so many times that long is run in between. */
const RUN_PER_COPY = 9;

/** How much is run before the next checkpoint, in milliseconds of computing, when the last took so long to take. */
export function spacingMs(copyMs: number): number {
  return Math.max(REPLAY_MS, RUN_PER_COPY * copyMs);
}

export const BUDGET_BYTES = 64 * 1024 * 1024;
/** Checkpoints around the playhead that thinning leaves alone. */
const KEPT_AROUND = 8;

/**
 * Takes a checkpoint.
 * @param reachedUs time up to which everything has happened
 */
export function takeCheckpoint(world: World, reachedUs = world.nowUs): Checkpoint {
  const copy = copyWorld(world);
  return { events: copy.events, nowUs: reachedUs, world: copy, bytes: worldBytes(copy) };
}

/** Roughly how much memory a world holds on its own: what is shared between checkpoints counts little. */
function worldBytes(world: World): number {
  const { queue, metrics, random } = world;
  const arrays =
    queue.records.byteLength +
    queue.buckets.byteLength +
    queue.frontAtUs.byteLength * 2 +
    random.words.byteLength;
  const histograms = [...metrics.histograms, ...metrics.histogramTotals].reduce(
    (sum, histogram) => sum + histogram.counts.byteLength + 100,
    0,
  );
  const windows = (metrics.fast.length + metrics.slow.length) * 8 + metrics.counters.byteLength * 4;
  return arrays + histograms + windows + valueBytes(world.nodes) + valueBytes(world.links) + 2_000;
}

/** A rough size of plain data, cut off where it is large: eight bytes a cell. */
function valueBytes(value: unknown): number {
  let cells = 0;
  const stack: unknown[] = [value];
  while (stack.length > 0 && cells < 200_000) {
    const top = stack.pop();
    cells++;
    if (typeof top !== 'object' || top === null) continue;
    cells += 3;
    if (ArrayBuffer.isView(top)) cells += top.byteLength / 8;
    else if (top instanceof Map) for (const [key, item] of top) stack.push(key, item);
    else if (top instanceof Set || Array.isArray(top)) for (const item of top) stack.push(item);
    else if (
      (top as Record<string, unknown>).$shared !== true &&
      (top as Record<string, unknown>).$log !== true
    ) {
      for (const field in top) stack.push((top as Record<string, unknown>)[field]);
    }
  }
  return cells * 8;
}

/**
 * The last checkpoint from which the moment just after so many events can be reached. There is always one at the
 * start.
 */
export function checkpointAtEvent(list: readonly Checkpoint[], events: number): Checkpoint {
  const at = countUpTo(list, (checkpoint) => checkpoint.events <= events) - 1;
  const beyond = at > 0 && list[at].events === events && list[at].nowUs > list[at].world.nowUs;
  return list[Math.max(0, beyond ? at - 1 : at)];
}

/** The last checkpoint whose events all happened at or before a time. */
export function checkpointAtTime(list: readonly Checkpoint[], us: number): Checkpoint {
  return list[Math.max(0, countUpTo(list, (checkpoint) => checkpoint.nowUs <= us) - 1)];
}

function countUpTo(list: readonly Checkpoint[], fits: (checkpoint: Checkpoint) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fits(list[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The list with a checkpoint put in its place; the same list when one is there already. */
export function withCheckpoint(list: readonly Checkpoint[], added: Checkpoint): readonly Checkpoint[] {
  const at = countUpTo(list, (checkpoint) => checkpoint.events <= added.events);
  if (at > 0 && list[at - 1].events === added.events) return list;
  return [...list.slice(0, at), added, ...list.slice(at)];
}

/**
 * The list within the memory budget: again and again the checkpoint goes whose neighbours are closest, except the
 * first and those around the playhead.
 */
export function thin(
  list: readonly Checkpoint[],
  playheadEvents: number,
  budget: number,
): readonly Checkpoint[] {
  let bytes = list.reduce((sum, checkpoint) => sum + checkpoint.bytes, 0);
  if (bytes <= budget) return list;
  const kept = [...list];
  while (bytes > budget && kept.length > 2 * KEPT_AROUND + 2) {
    const here = countUpTo(kept, (checkpoint) => checkpoint.events <= playheadEvents);
    let victim = -1;
    let smallest = Infinity;
    for (let i = 1; i < kept.length - 1; i++) {
      if (Math.abs(i - here) <= KEPT_AROUND) continue;
      const gap = kept[i + 1].events - kept[i - 1].events;
      if (gap < smallest) {
        smallest = gap;
        victim = i;
      }
    }
    if (victim < 0) break;
    bytes -= kept[victim].bytes;
    kept.splice(victim, 1);
  }
  return kept;
}
