import { exp } from '../../kernel/maths';
import type { Candidate, Chance } from './candidate';
import type { Roster } from './roster';

/**
 * Least response time: a moving average of each server's latency that is sensitive to peaks, times the requests the
 * server would then have. After Finagle's `PeakEwma`.
 */
export interface PeakEwma {
  strategy: 'peakEwma';
  /** The time after which an estimate nobody confirms has fallen to 1/e of itself. */
  decayMs: number;
  /** Latency of each server as of `observedAtUs`, 0 where none was observed yet; by place. */
  estimatesMs: Float64Array;
  /** When each estimate was last confirmed or corrected. */
  observedAtUs: Float64Array;
}

/** Nothing observed yet. @throws Error for a decay time that is not above 0 */
export function createPeakEwma(decayMs: number): PeakEwma {
  if (!(decayMs > 0)) throw new Error(`decayMs must be above 0, not ${String(decayMs)}.`);
  const estimatesMs = new Float64Array(0);
  return { strategy: 'peakEwma', decayMs, estimatesMs, observedAtUs: new Float64Array(0) };
}

/** The servers changed, `before` being their ids until now: whoever stays keeps its estimate. */
export function carryEstimates(memory: PeakEwma, before: readonly string[], roster: Roster): void {
  const { estimatesMs, observedAtUs } = memory;
  memory.estimatesMs = new Float64Array(roster.ids.length);
  memory.observedAtUs = new Float64Array(roster.ids.length);
  roster.ids.forEach((id, place) => {
    const old = before.indexOf(id);
    if (old === -1) return;
    memory.estimatesMs[place] = estimatesMs[old];
    memory.observedAtUs[place] = observedAtUs[old];
  });
}

/** A request to the server took this long: a peak counts in full at once, anything less only as time passes. */
export function observeLatency(memory: PeakEwma, place: number, latencyMs: number, nowUs: number): void {
  const estimateMs = memory.estimatesMs[place];
  const kept = keptRatio(memory, place, nowUs);
  memory.estimatesMs[place] =
    latencyMs >= estimateMs ? latencyMs : estimateMs * kept + latencyMs * (1 - kept);
  memory.observedAtUs[place] = nowUs;
}

/** The server with the least cost; equals draw lots. */
export function pickPeakEwma(
  memory: PeakEwma,
  roster: Roster,
  candidates: readonly Candidate[],
  nowUs: number,
  chance: Chance,
): number {
  const { places, count } = roster;
  let best = -1;
  let least = Infinity;
  let equals = 0;
  for (let index = 0; index < count; index++) {
    const place = places[index];
    const cost = costMs(memory, place, candidates[place].load, nowUs);
    if (cost < least) {
      best = place;
      least = cost;
      equals = 1;
    } else if (cost === least && chance() * ++equals < 1) best = place;
  }
  return best;
}

/** What a server of unknown latency seems to cost while it has requests: it gets one to begin with. */
const UNKNOWN_MS = 1e12;

/** The latency a request would meet: the estimate as decayed by now, for each request there and the new one. */
function costMs(memory: PeakEwma, place: number, load: number, nowUs: number): number {
  const estimateMs = memory.estimatesMs[place] * keptRatio(memory, place, nowUs);
  if (estimateMs === 0) return load === 0 ? 0 : UNKNOWN_MS + load;
  return estimateMs * (load + 1);
}

/** What is left of an estimate by now: e^(−age / decay time). */
function keptRatio(memory: PeakEwma, place: number, nowUs: number): number {
  const ageMs = Math.max(0, nowUs - memory.observedAtUs[place]) / 1000;
  return exp(-ageMs / memory.decayMs);
}
