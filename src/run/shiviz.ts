/**
 * The trace as a log for ShiViz (bestchai.bitbucket.io/shiviz): its first line is the expression that reads the
 * rest, its second the delimiter of several runs (none here), and then every event has two lines: what happened, and
 * its host with its vector clock. The clocks are computed here, from what was sent and delivered; a deed of the user
 * is an event of the host `you`.
 */
import type { Message } from '../kernel/message';
import type { Model } from '../kernel/model';
import { entryAt, entryCount, type TraceEntry } from '../kernel/trace';
import { rowOf } from './rows';
import { entryInRing, replayTime, type Traced } from './past';

/** Reads an event of the log. */
export const SHIVIZ_PATTERN = String.raw`(?<time>\S+) (?<event>.*)\n(?<host>\S*) (?<clock>\{.*\})`;
const USER = 'you';

export interface ShivizLog {
  text: string;
  events: number;
  /** Times of the first and the last event that are in it. */
  fromUs: number;
  toUs: number;
}

/** Writes the events one after the other, in the order of the trace. */
export class ShivizWriter {
  private readonly model: Model;
  private readonly lines: string[] = [SHIVIZ_PATTERN, ''];
  private readonly clocks = new Map<string, Map<string, number>>();
  /** Clocks that messages carry, by link and number. */
  private readonly carried = new Map<string, ReadonlyMap<string, number>>();
  /** The deed under way: what happens in its event happens after it. */
  private deed: { event: number; clock: ReadonlyMap<string, number>; seenBy: Set<string> } | null = null;
  private fromUs = -1;
  private toUs = -1;

  constructor(model: Model) {
    this.model = model;
  }

  get events(): number {
    return (this.lines.length - 2) / 2;
  }

  take(entry: TraceEntry): void {
    const { kind, event, subject } = entry;
    // A loss and a broken promise happen at no host.
    if (kind === 'drop' || kind === 'invariant') return;
    const row = rowOf(this.model, entry, 0);
    if (row === null || row.kind === 'refusal') return;
    if (kind === 'input') {
      const clock = this.write(USER, row.text, entry.atUs, null);
      this.deed = { event, clock, seenBy: new Set() };
      return;
    }
    if (row.node === null) return;
    const known = kind === 'deliver' ? (this.carried.get(keyOf(subject as Message)) ?? null) : null;
    const clock = this.write(row.node, row.text, entry.atUs, known ?? this.deedFor(event, row.node));
    if (kind === 'send') this.carried.set(keyOf(subject as Message), clock);
  }

  private deedFor(event: number, host: string): ReadonlyMap<string, number> | null {
    const { deed } = this;
    if (deed?.event !== event || deed.seenBy.has(host)) return null;
    deed.seenBy.add(host);
    return deed.clock;
  }

  /** Writes an event of a host that knows of another clock. @returns the clock it has now */
  private write(
    host: string,
    text: string,
    atUs: number,
    known: ReadonlyMap<string, number> | null,
  ): ReadonlyMap<string, number> {
    const clock = new Map(this.clocks.get(host));
    for (const [other, count] of known ?? []) clock.set(other, Math.max(count, clock.get(other) ?? 0));
    clock.set(host, (clock.get(host) ?? 0) + 1);
    this.clocks.set(host, clock);
    const fields = [...clock].map(([name, count]) => `${JSON.stringify(name)}:${String(count)}`);
    this.lines.push(
      `${(atUs / 1e6).toFixed(6)} ${text.replaceAll('\n', ' ')}`,
      `${host} {${fields.join(', ')}}`,
    );
    if (this.fromUs < 0) this.fromUs = atUs;
    this.toUs = atUs;
    return clock;
  }

  log(): ShivizLog {
    return {
      text: `${this.lines.join('\n')}\n`,
      events: this.events,
      fromUs: Math.max(0, this.fromUs),
      toUs: Math.max(0, this.toUs),
    };
  }
}

function keyOf({ link, number }: Message): string {
  return `${String(link)} ${String(number)}`;
}

/** The log of a stretch of time, rebuilt by replay where it is older than what is kept; at most so many events. */
export function shivizLog(
  traced: Traced & { readonly playheadUs: number },
  fromUs: number,
  toUs: number,
  mostEvents: number,
): ShivizLog {
  const writer = new ShivizWriter(traced.model);
  const { recorder, sim } = traced;
  const endUs = Math.min(toUs, traced.playheadUs);
  const take = (entry: TraceEntry): void => {
    const inside = entry.atUs >= fromUs && entry.atUs <= endUs && entry.event <= sim.world.events;
    if (inside && writer.events < mostEvents) writer.take(entry);
  };
  const kept = recorder !== null && entryCount(recorder) > 0 ? entryAt(recorder, 0) : null;
  if (recorder !== null && kept !== null && (kept.event === 0 || kept.atUs < fromUs)) {
    for (let i = 0; i < entryCount(recorder); i++) take(entryAt(recorder, i));
  } else {
    replayTime(traced, fromUs, endUs, mostEvents, (ring, at) => {
      take(entryInRing(ring, at));
    });
  }
  return writer.log();
}
