import { useEffect, useState } from 'react';
import type { Measure } from './labels';

/** Labels are measured at the weight they have when they are lit. */
const WEIGHT = 650;

function createMeasure(): Measure {
  const context = document.createElement('canvas').getContext('2d');
  const { fontFamily } = getComputedStyle(document.body);
  const known = new Map<string, number>();
  return (text, sizePx) => {
    const key = `${String(sizePx)} ${text}`;
    let width = known.get(key);
    if (width === undefined) {
      if (context) context.font = `${String(WEIGHT)} ${String(sizePx)}px ${fontFamily}`;
      width = context?.measureText(text).width ?? text.length * sizePx * 0.6;
      known.set(key, width);
    }
    return width;
  };
}

/** Measures texts in the font of the page: anew once that has been loaded. */
export function useMeasure(): Measure {
  const [measure, setMeasure] = useState<Measure>(createMeasure);
  useEffect(() => {
    let ended = false;
    if (document.fonts.status === 'loaded') return;
    void document.fonts.ready.then(() => {
      if (!ended) setMeasure(createMeasure);
    });
    return () => {
      ended = true;
    };
  }, []);
  return measure;
}
