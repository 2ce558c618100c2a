import { useMemo, useRef, type PointerEvent } from 'react';
import type { Point } from './geometry';

const HOLD_MS = 500;
const SLIP = 8;

/** Handlers that tell a long press of a finger from a tap or a drag. */
export function useLongPress(onPress: (target: Element, at: Point) => void) {
  const held = useRef<{ timer: ReturnType<typeof setTimeout>; at: Point } | null>(null);
  return useMemo(() => {
    const giveUp = (): void => {
      if (held.current) clearTimeout(held.current.timer);
      held.current = null;
    };
    return {
      onPointerDown: (event: PointerEvent) => {
        giveUp();
        if (event.pointerType !== 'touch' || !event.isPrimary) return;
        const at = { x: event.clientX, y: event.clientY };
        const target = event.target as Element;
        const timer = setTimeout(() => {
          held.current = null;
          onPress(target, at);
        }, HOLD_MS);
        held.current = { timer, at };
      },
      onPointerMove: (event: PointerEvent) => {
        const from = held.current?.at;
        if (from && Math.hypot(event.clientX - from.x, event.clientY - from.y) > SLIP) giveUp();
      },
      onPointerUp: giveUp,
      onPointerCancel: giveUp,
    };
  }, [onPress]);
}
