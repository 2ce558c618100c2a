import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { Clip } from '../../protocol/messages';
import { setSpan } from './clip-actions';
import { movedSpan, type ClipPart, type Span } from './clip-times';

/** A pointer that moves less than this has clicked. */
const SLIP = 4;
/** So many pixels at each end of a clip stretch it. */
const GRIP = 7;

interface Drag {
  part: ClipPart;
  fromX: number;
  usPerPixel: number;
  slipped: boolean;
}

/** Which part of a clip a pointer takes hold of. */
function gripAt(clip: Clip, offsetX: number, width: number): ClipPart {
  if (!clip.lasts || width < 3 * GRIP) return 'whole';
  if (offsetX < GRIP) return 'start';
  return offsetX > width - GRIP ? 'end' : 'whole';
}

/**
 * Dragging a clip by its middle, or stretching it by its ends.
 * @returns where it is being dragged to, and the handlers of its element
 */
export function useClipDrag(clip: Clip, headUs: number, rangeUs: number, lasting: boolean) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const [span, setPreview] = useState<Span | null>(null);
  const end = (): void => {
    setDrag(null);
    setPreview(null);
  };
  return {
    span,
    part: drag?.part ?? null,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        if (event.button !== 0) return;
        const element = event.currentTarget;
        const bounds = element.getBoundingClientRect();
        const width = element.parentElement?.getBoundingClientRect().width ?? 1;
        const part = lasting ? gripAt(clip, event.clientX - bounds.left, bounds.width) : 'whole';
        element.setPointerCapture(event.pointerId);
        setDrag({ part, fromX: event.clientX, usPerPixel: rangeUs / width, slipped: false });
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        if (!drag) return;
        const byX = event.clientX - drag.fromX;
        if (!drag.slipped && Math.abs(byX) < SLIP) return;
        if (!drag.slipped) setDrag({ ...drag, slipped: true });
        setPreview(movedSpan(clip, drag.part, byX * drag.usPerPixel, headUs, rangeUs));
      },
      onPointerUp: () => {
        if (drag?.slipped === true && span) setSpan(clip, span);
        end();
      },
      onPointerCancel: end,
      onKeyDownCapture: (event: KeyboardEvent) => {
        if (event.key !== 'Escape' || !drag) return;
        event.preventDefault();
        event.stopPropagation();
        end();
      },
    },
  };
}
