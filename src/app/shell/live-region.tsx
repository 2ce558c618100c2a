import { useEffect, useState } from 'react';
import { useLab } from '../run/store';

const EVERY_MS = 1_000;

/** Tells mode changes, faults and broken promises to those who do not see them, politely and not more than one a second. */
export function LiveRegion() {
  const [text, setText] = useState('');
  useEffect(() => {
    let told = useLab.getState().marks.length;
    const timer = setInterval(() => {
      const { marks } = useLab.getState();
      if (marks.length < told) told = marks.length;
      const mark = marks.slice(told).findLast(({ kind }) => kind !== 'epoch');
      told = marks.length;
      if (!mark) return;
      setText(`${mark.node} ${mark.text}`.trim());
    }, EVERY_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return (
    <p className="visually-hidden" role="log" aria-live="polite">
      {text}
    </p>
  );
}
