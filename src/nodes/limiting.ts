/** The verdicts of a node that decides about limits, for those who watch. */
import type { Face, Tone } from '../kernel/contract';
import type { Plain, Shared } from '../kernel/plain';
import type { Decision, LimiterSettings } from '../patterns/rate-limiting/index';

/** What was decided about one request. */
export interface Verdict extends Shared {
  /** The request, by the name of the message that brought it to the gateway: `lb->g1#17`. */
  readonly request: string;
  readonly key: number;
  readonly atUs: number;
  readonly allowed: boolean;
  /** `failure`: nobody could be asked, and it was let in or refused all the same. */
  readonly by: 'limiter' | 'failure';
  readonly settings: LimiterSettings;
  /** Requests of the key that would still be allowed. */
  readonly remaining: number;
}

export interface Deciding {
  latest: Verdict | null;
  /** The verdict with the least remaining for a while: the one worth showing. */
  tightest: Verdict | null;
}

/** Nothing decided yet. */
export function createDeciding(): Deciding {
  return { latest: null, tightest: null };
}

/** A verdict that is shown gives way to a milder one after so long. */
const SHOWN_US = 1_000_000;

/** Notes a verdict. An event brings one at most, so that promises miss none. */
export function noteVerdict(deciding: Deciding, verdict: Verdict): void {
  deciding.latest = verdict;
  const { tightest } = deciding;
  const gives =
    tightest === null ||
    tightest.key === verdict.key ||
    verdict.remaining < tightest.remaining ||
    verdict.atUs > tightest.atUs + SHOWN_US;
  if (gives) deciding.tightest = verdict;
}

/** The verdict of a limiter. */
export function verdictOf(
  { allowed, remaining }: Decision,
  request: string,
  key: number,
  atUs: number,
  settings: LimiterSettings,
): Verdict {
  return { $shared: true, request, key, atUs, allowed, by: 'limiter', settings, remaining };
}

/** Most requests that may come at once. */
function roomOf({ algorithm, limit, burst }: LimiterSettings): number {
  return algorithm === 'tokenBucket' || algorithm === 'leakyBucket' || algorithm === 'gcra' ? burst : limit;
}

const SLOTS_DRAWN = 20;

/** What the client with the least remaining has left, as visible places. */
export function limitSlots({ tightest }: Deciding): Face['slots'] {
  if (tightest === null) return undefined;
  const { key, remaining, settings } = tightest;
  const room = roomOf(settings);
  const drawn = Math.min(room, SLOTS_DRAWN);
  const left = Math.ceil((remaining / room) * drawn);
  const tones = Array.from({ length: drawn }, (_, i): Tone => (i < left ? 'calm' : 'muted'));
  return {
    label: `${keyTitle(key)}: ${String(remaining)} of ${String(room)} left`,
    tones: remaining === 0 ? tones.map((): Tone => 'warn') : tones,
    hidden: room - drawn,
  };
}

/** The key of everybody together. */
export const EVERYONE = -1;

function keyTitle(key: number): string {
  return key === EVERYONE ? 'everyone' : `client ${String(key)}`;
}

/** What the inspector shows of it. */
export function inspectDeciding({ latest }: Deciding): Plain {
  if (latest === null) return null;
  const { key, allowed, remaining } = latest;
  return { about: keyTitle(key), allowed, remaining };
}
