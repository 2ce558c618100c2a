import { beforeEach, describe, expect, it, vi } from 'vitest';
import { LINK_FRAME_STRIDE, type Detail, type Opened } from '../../protocol/messages';
import type { Box } from './geometry';
import { nearestMessage, placeOfMenu, thingAt } from './hit';
import { makeScene } from './scene';

const run = vi.hoisted((): { frames: { latest: unknown } } => ({ frames: { latest: null } }));
vi.mock('../run/controller', () => ({ controller: run }));

const links = [
  { from: 'a', to: 'b' },
  { from: 'b', to: 'a' },
];
const boxes = new Map<string, Box>(
  ['a', 'b'].map((id, i) => [id, { x: i * 300, y: 0, width: 100, height: 100 }]),
);
const scene = makeScene({ links } as unknown as Opened, boxes);

function show(messages: number[][], change: { us?: number; detail?: Detail; links?: number } = {}): void {
  run.frames.latest = {
    position: { branch: 'b0', us: change.us ?? 50, events: 0 },
    detail: change.detail ?? 'single',
    messages: Float64Array.from(messages.flat()),
    links: new Float64Array((change.links ?? 2) * LINK_FRAME_STRIDE),
  };
}

/** Link, number, sent, arrives, look, count. */
const there = (number: number, sentAtUs = 0, arrivesAtUs = 100) => [0, number, sentAtUs, arrivesAtUs, 0, 1];

beforeEach(() => {
  run.frames.latest = null;
});

describe('the message under the pointer', () => {
  it('is the one nearest to it', () => {
    show([there(7, 0, 100), there(8, 25, 75), [1, 9, 0, 200, 1, 1]]);
    expect(nearestMessage(scene, { x: 200, y: 54 }, 14)).toEqual({ kind: 'message', link: 0, number: 7 });
    expect(nearestMessage(scene, { x: 250, y: 46 }, 14)).toEqual({ kind: 'message', link: 1, number: 9 });
  });

  it('moves with time', () => {
    show([there(7)], { us: 0 });
    expect(nearestMessage(scene, { x: 200, y: 54 }, 14)).toBeNull();
    expect(nearestMessage(scene, { x: 100, y: 54 }, 14)).toMatchObject({ number: 7 });
    show([there(7)], { us: 100 });
    expect(nearestMessage(scene, { x: 300, y: 54 }, 14)).toMatchObject({ number: 7 });
  });

  it('is none out of reach', () => {
    show([there(7)]);
    expect(nearestMessage(scene, { x: 200, y: 54 + 13 }, 14)).not.toBeNull();
    expect(nearestMessage(scene, { x: 200, y: 54 + 15 }, 14)).toBeNull();
  });

  it('is none where messages are not drawn one by one', () => {
    show([there(7)], { detail: 'bundle' });
    expect(nearestMessage(scene, { x: 200, y: 54 }, 14)).toBeNull();
  });

  it('is none while the frame is of another scene, or there is no frame', () => {
    show([there(7)], { links: 3 });
    expect(nearestMessage(scene, { x: 200, y: 54 }, 14)).toBeNull();
    run.frames.latest = null;
    expect(nearestMessage(scene, { x: 200, y: 54 }, 14)).toBeNull();
  });

  it('is none on a link that is not drawn', () => {
    const partial = makeScene({ links } as unknown as Opened, new Map([...boxes].slice(0, 1)));
    show([there(7)]);
    expect(nearestMessage(partial, { x: 200, y: 54 }, 14)).toBeNull();
  });
});

/** An element inside a thing of the canvas. */
function inside(selector: string, id: string): Element {
  const owner = { getAttribute: () => id };
  return { closest: (wanted: string) => (wanted === selector ? owner : null) } as unknown as Element;
}

describe('the thing an element belongs to', () => {
  it('is a node, or a link with its ends', () => {
    expect(thingAt(inside('.react-flow__node', 's1'))).toEqual({ kind: 'node', id: 's1' });
    expect(thingAt(inside('.react-flow__edge', 'lb s1'))).toEqual({ kind: 'link', from: 'lb', to: 's1' });
    expect(thingAt(inside('.elsewhere', 's1'))).toBeNull();
  });
});

describe('a menu', () => {
  const target = { getBoundingClientRect: () => ({ left: 10, top: 20, width: 100, height: 40 }) };
  const event = (clientX: number, clientY: number) =>
    ({ clientX, clientY, target }) as unknown as Parameters<typeof placeOfMenu>[0];

  it('opens at the pointer, also at the very edge of the window', () => {
    expect(placeOfMenu(event(300, 200))).toEqual({ x: 300, y: 200 });
    expect(placeOfMenu(event(0, 200))).toEqual({ x: 0, y: 200 });
  });

  it('opens in the middle of what has the focus when there was no pointer', () => {
    expect(placeOfMenu(event(0, 0))).toEqual({ x: 60, y: 40 });
  });
});
