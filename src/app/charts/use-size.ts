import { useEffect, useState, type RefObject } from 'react';

interface Size {
  width: number;
  height: number;
}

const listeners = new WeakMap<Element, (size: Size) => void>();

/** One observer for everything that wants to know its size. */
let observer: ResizeObserver | null = null;

function observe(element: Element, listener: (size: Size) => void): () => void {
  observer ??= new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) {
      const { width, height } = contentRect;
      listeners.get(target)?.({ width: Math.floor(width), height: Math.floor(height) });
    }
  });
  const shared = observer;
  listeners.set(element, listener);
  shared.observe(element);
  return () => {
    shared.unobserve(element);
    listeners.delete(element);
  };
}

/** The size of an element in whole pixels; null before it is known. */
export function useSize(ref: RefObject<Element | null>): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useEffect(
    () =>
      ref.current
        ? observe(ref.current, (next) => {
            setSize((known) => (known?.width === next.width && known.height === next.height ? known : next));
          })
        : undefined,
    [ref],
  );
  return size;
}
