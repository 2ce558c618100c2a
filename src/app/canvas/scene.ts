/** What the canvas layer draws from: the tracks of all links, in the order of the frame. */
import type { Opened } from '../../protocol/messages';
import { linkCurve, trackOf, type Box, type Curve, type Track } from './geometry';

/** A drawn link: both ways of it. */
export interface Cable {
  /** Ids of its ends. */
  a: string;
  b: string;
  curve: Curve;
  /** Indices of the ways there and back; −1 when there is none. */
  there: number;
  back: number;
}

export interface Scene {
  cables: Cable[];
  /** By index of the link: the track its messages take, from their sender on. */
  tracks: (Track | null)[];
}

/** Messages of the two ways keep so far from the middle of the cable. */
const LANE = 4;

/** The scene of a topology whose present nodes have these boxes. */
export function makeScene(opened: Opened, boxes: ReadonlyMap<string, Box>): Scene {
  const cables = new Map<string, Cable>();
  const tracks: (Track | null)[] = opened.links.map(() => null);
  for (const [index, { from, to }] of opened.links.entries()) {
    const [a, b] = [boxes.get(from), boxes.get(to)];
    if (!a || !b) continue;
    const known = cables.get(`${to} ${from}`);
    if (known) {
      known.back = index;
      tracks[index] = trackOf(linkCurve(a, b), LANE);
    } else {
      const curve = linkCurve(a, b);
      cables.set(`${from} ${to}`, { a: from, b: to, curve, there: index, back: -1 });
      tracks[index] = trackOf(curve, LANE);
    }
  }
  return { cables: [...cables.values()], tracks };
}
