/** Where the nodes of a ring stand, the first at the top and the others clockwise, and how large they are. Pure. */

import type { Curve, Point } from '../../canvas/geometry';

export interface RingLayout {
  width: number;
  height: number;
  /** Radius of a node. */
  nodeR: number;
  centres: readonly Point[];
}

const LARGEST_NODE = 46;
const SMALLEST_NODE = 26;
/** Around a node: its dial, and the votes above it. */
const AROUND_NODE = 24;
/** Free way between two neighbours, as a share of a node's diameter. */
const BETWEEN = 0.55;

/** The ring of so many nodes in the room there is. */
export function layoutRing(count: number, width: number, height: number): RingLayout {
  const room = Math.max(0, Math.min(width, height) / 2 - AROUND_NODE);
  // With radius r of a node, neighbours stand 2 R sin(π/n) apart, and R + r is all the room there is.
  const sin = count > 1 ? Math.sin(Math.PI / count) : 1;
  const wanted = count > 1 ? (room * sin) / (1 + BETWEEN + sin) : room;
  const nodeR = Math.round(Math.min(LARGEST_NODE, Math.max(SMALLEST_NODE, wanted)));
  const ringR = count > 1 ? Math.max(0, room - nodeR) : 0;
  const centres = Array.from({ length: count }, (_, i): Point => {
    const angle = (2 * Math.PI * i) / count - Math.PI / 2;
    return { x: width / 2 + ringR * Math.cos(angle), y: height / 2 + ringR * Math.sin(angle) };
  });
  return { width, height, nodeR, centres };
}

/** How far outside its node a link begins: beyond the dial. */
const SOCKET = 12;

/** The straight way of a link between two nodes, as the canvas takes it. */
export function chord(a: Point, b: Point, nodeR: number): Curve {
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const gap = Math.min(nodeR + SOCKET, length / 2);
  const at = (along: number): Point => ({
    x: a.x + ((b.x - a.x) * along) / length,
    y: a.y + ((b.y - a.y) * along) / length,
  });
  const way = length - 2 * gap;
  return {
    from: at(gap),
    controlA: at(gap + way / 3),
    controlB: at(gap + (2 * way) / 3),
    to: at(length - gap),
  };
}

/** Share of a dial that is left: 1 when it has just been set, 0 when it fires. */
export function leftOfDial(dueUs: number, spanUs: number, nowUs: number): number {
  return spanUs > 0 ? Math.min(1, Math.max(0, (dueUs - nowUs) / spanUs)) : 0;
}

/** Where vote dots stand, beside one another above a node: the middle of each, from the middle of the node. */
export function voteDots(count: number, nodeR: number): { places: readonly Point[]; r: number } {
  const r = count > 7 ? 3.5 : 4;
  const apart = Math.min(2 * r + 3, (2 * nodeR + 20) / Math.max(1, count));
  const y = -nodeR - 17;
  return {
    r,
    places: Array.from({ length: count }, (_, i) => ({ x: (i - (count - 1) / 2) * apart, y })),
  };
}
