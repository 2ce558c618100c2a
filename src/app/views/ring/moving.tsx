import { useEffect, useRef } from 'react';
import { controller } from '../../run/controller';
import { useLab } from '../../run/store';
import { useWhy } from '../../why/why-store';
import { RingPainter, type RingPicture } from './painter';
import styles from './ring.module.css';

/** Links, messages and dials, on a canvas below the nodes. */
export function Moving({ picture }: { picture: RingPicture }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<RingPainter | null>(null);
  useEffect(() => {
    if (!canvas.current) return;
    const own = new RingPainter(canvas.current);
    painter.current = own;
    const observer = new ResizeObserver(() => {
      own.repaint();
    });
    observer.observe(canvas.current);
    const themed = new MutationObserver(() => {
      own.readColours();
    });
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const ends = [
      controller.frames.subscribe((frame) => {
        own.take(frame);
      }),
      useLab.subscribe((state, before) => {
        if (state.selection !== before.selection || state.life !== before.life) own.repaint();
      }),
      useWhy.subscribe(() => {
        own.repaint();
      }),
    ];
    return () => {
      own.stop();
      observer.disconnect();
      themed.disconnect();
      for (const end of ends) end();
    };
  }, []);
  useEffect(() => {
    if (!painter.current) return;
    painter.current.picture = picture;
    painter.current.repaint();
  }, [picture]);
  return <canvas ref={canvas} className={styles.moving} aria-hidden="true" />;
}
