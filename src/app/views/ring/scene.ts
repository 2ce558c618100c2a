/** The links between the nodes of a ring, as the canvas draws links. Pure. */

import { trackOf, type Point } from '../../canvas/geometry';
import type { Scene } from '../../canvas/scene';
import { chord } from './layout';

/** Messages of the two ways keep so far from the middle. */
const LANE = 4;

/** Links to nodes that are not on the ring are not drawn. */
export function ringScene(
  links: readonly { from: string; to: string }[],
  centres: ReadonlyMap<string, Point>,
  nodeR: number,
): Scene {
  const scene: Scene = { cables: [], tracks: links.map(() => null) };
  const cables = new Map<string, Scene['cables'][number]>();
  for (const [index, { from, to }] of links.entries()) {
    const [a, b] = [centres.get(from), centres.get(to)];
    if (!a || !b) continue;
    scene.tracks[index] = trackOf(chord(a, b, nodeR), LANE);
    const known = cables.get(`${to} ${from}`);
    if (known) known.back = index;
    else {
      const cable = { a: from, b: to, curve: chord(a, b, nodeR), there: index, back: -1 };
      cables.set(`${from} ${to}`, cable);
      scene.cables.push(cable);
    }
  }
  return scene;
}
