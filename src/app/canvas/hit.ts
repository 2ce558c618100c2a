/** What is under the pointer. */
import type { MouseEvent } from 'react';
import { LINK_FRAME_STRIDE, MESSAGE_STRIDE } from '../../protocol/messages';
import { controller } from '../run/controller';
import type { Selection } from '../run/store';
import { shareOfWay } from './draw';
import { placeOnTrack, type Point } from './geometry';
import type { Scene } from './scene';

/**
 * The node or link an element belongs to.
 * @param message one under the pointer, if it goes before the link it is on
 */
export function thingAt(element: Element, message: MessageSelection | null = null) {
  const node = element.closest('.react-flow__node');
  const id = node?.getAttribute('data-id');
  if (typeof id === 'string') return { kind: 'node', id } as const;
  if (message) return message;
  const edge = element.closest('.react-flow__edge')?.getAttribute('data-id');
  if (typeof edge !== 'string') return null;
  const [from = '', to = ''] = edge.split(' ');
  return { kind: 'link', from, to } as const;
}

type MessageSelection = Extract<Selection, { kind: 'message' }>;

/** Where a menu opens: at the pointer, or in the middle of what has the focus. */
export function placeOfMenu(event: MouseEvent): Point {
  if (event.clientX !== 0 || event.clientY !== 0) return { x: event.clientX, y: event.clientY };
  const bounds = (event.target as Element).getBoundingClientRect();
  return { x: bounds.left + bounds.width / 2, y: bounds.top + bounds.height / 2 };
}

/** The message in flight nearest to a place of the canvas, within reach. */
export function nearestMessage(scene: Scene, at: Point, reach: number) {
  const frame = controller.frames.latest;
  if (frame?.detail !== 'single' || frame.links.length / LINK_FRAME_STRIDE !== scene.tracks.length)
    return null;
  let found: MessageSelection | null = null;
  let nearest = reach;
  const place = { x: 0, y: 0 };
  for (let row = 0; row < frame.messages.length / MESSAGE_STRIDE; row++) {
    const link = frame.messages[row * MESSAGE_STRIDE] ?? 0;
    const track = scene.tracks[link];
    if (!track) continue;
    placeOnTrack(track, shareOfWay(frame, row), place);
    const distance = Math.hypot(place.x - at.x, place.y - at.y);
    if (distance >= nearest) continue;
    nearest = distance;
    found = { kind: 'message', link, number: frame.messages[row * MESSAGE_STRIDE + 1] ?? 0 };
  }
  return found;
}
