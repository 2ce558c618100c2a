/** What pointers and wheels do to the diagram: drag moves, wheel and pinch zoom, a click goes to an event. */
import { select, useLab } from '../../run/store';
import { HEAD_PX } from './geometry';
import { laneAt, stopAt } from './hit';
import { goTo, lensNow, panBy, pictureNow, useStage, zoomBy } from './stage';

const DRAG_PX = 4;
const WHEEL = 0.0016;
/** A line of a wheel that counts lines, in pixels. */
const LINE_PX = 16;

interface Place {
  x: number;
  y: number;
}

class Gestures {
  private readonly element: HTMLElement;
  private readonly pointers = new Map<number, Place>();
  private dragged = false;

  constructor(element: HTMLElement) {
    this.element = element;
  }

  private placeOf(event: PointerEvent | WheelEvent): Place {
    const { left, top } = this.element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  readonly onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    if (this.pointers.size === 0) this.dragged = false;
    this.pointers.set(event.pointerId, this.placeOf(event));
    this.element.setPointerCapture(event.pointerId);
  };

  readonly onPointerMove = (event: PointerEvent): void => {
    const at = this.placeOf(event);
    const before = this.pointers.get(event.pointerId);
    if (!before) {
      if (event.pointerType === 'mouse')
        useStage.setState({ hover: stopAt(lensNow(), pictureNow(), at.x, at.y) });
      return;
    }
    if (!this.dragged && Math.hypot(at.x - before.x, at.y - before.y) < DRAG_PX) return;
    this.dragged = true;
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.pointers.set(event.pointerId, at);
    if (!other) {
      useStage.setState({ hover: null });
      panBy(at.x - before.x, at.y - before.y);
      return;
    }
    const apart = (place: Place): number => Math.max(12, Math.hypot(place.x - other.x, place.y - other.y));
    zoomBy(apart(at) / apart(before), (at.y + other.y) / 2);
  };

  readonly onPointerUp = (event: PointerEvent): void => {
    const known = this.pointers.delete(event.pointerId);
    if (!known || this.dragged || event.type === 'pointercancel') return;
    const at = this.placeOf(event);
    const lens = lensNow();
    if (at.y < HEAD_PX) {
      const node = useLab.getState().opened?.nodes[laneAt(lens, at.x)];
      if (node) select({ kind: 'node', id: node.id });
      return;
    }
    const stop = stopAt(lens, pictureNow(), at.x, at.y);
    if (stop) goTo(stop);
  };

  readonly onPointerLeave = (): void => {
    useStage.setState({ hover: null });
  };

  readonly onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? LINE_PX : 1;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      panBy(-(event.deltaX === 0 ? event.deltaY : event.deltaX) * unit, 0);
      return;
    }
    zoomBy(Math.exp(-event.deltaY * unit * WHEEL * (event.ctrlKey ? 4 : 1)), this.placeOf(event).y);
  };
}

/** Listens to what is done to the diagram. @returns what ends it */
export function listenToGestures(element: HTMLElement): () => void {
  const { onPointerDown, onPointerMove, onPointerUp, onPointerLeave, onWheel } = new Gestures(element);
  element.addEventListener('pointerdown', onPointerDown);
  element.addEventListener('pointermove', onPointerMove);
  element.addEventListener('pointerup', onPointerUp);
  element.addEventListener('pointercancel', onPointerUp);
  element.addEventListener('pointerleave', onPointerLeave);
  element.addEventListener('wheel', onWheel, { passive: false });
  return () => {
    element.removeEventListener('pointerdown', onPointerDown);
    element.removeEventListener('pointermove', onPointerMove);
    element.removeEventListener('pointerup', onPointerUp);
    element.removeEventListener('pointercancel', onPointerUp);
    element.removeEventListener('pointerleave', onPointerLeave);
    element.removeEventListener('wheel', onWheel);
  };
}
