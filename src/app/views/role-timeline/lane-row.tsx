import type { CSSProperties } from 'react';
import { placeOfMenu } from '../../canvas/hit';
import { openActionMenu } from '../../canvas/open-menu';
import { select, useLab } from '../../run/store';
import { epochColour } from '../cluster/epochs';
import styles from './role-timeline.module.css';
import { laneName, type Lane, type Span } from './spans';
import type { Window } from './window';

const LETTER_PX = 6.6;
/** Modes with a look of their own; all others are plain. */
const KNOWN = new Set(['follower', 'preCandidate', 'candidate', 'leader', 'stopped']);

/** One machine over time. */
export function LaneRow({
  lane,
  spans,
  window,
  width,
  nowUs,
}: {
  lane: Lane;
  spans: readonly Span[];
  window: Window;
  width: number;
  nowUs: number;
}) {
  const { node } = lane;
  const selected = useLab((state) => state.selection?.kind === 'node' && state.selection.id === node);
  const pixels = (us: number): number => ((us - window.fromUs) * width) / (window.toUs - window.fromUs);
  return (
    <div className={styles.lane}>
      <button
        type="button"
        className={styles.name}
        aria-pressed={selected}
        title={laneName(lane)}
        onClick={() => {
          select({ kind: 'node', id: node });
        }}
        onContextMenu={(event) => {
          event.preventDefault();
          const { x, y } = placeOfMenu(event);
          openActionMenu({ kind: 'node', id: node }, x, y);
        }}
      >
        {laneName(lane)}
      </button>
      <div className={styles.track}>
        {spans.map((span) => {
          const w = pixels(span.toUs) - pixels(span.fromUs);
          return (
            <span
              key={`${String(span.event)} ${String(span.fromUs)}`}
              className={styles.span}
              data-mode={lookOf(span)}
              data-later={span.fromUs > nowUs || undefined}
              style={spanStyle(span, pixels(span.fromUs), w)}
              title={sayWhole(span)}
            >
              {labelOf(span, w)}
            </span>
          );
        })}
      </div>
    </div>
  );
}

function lookOf({ mode, down }: Span): string {
  if (down) return 'down';
  return mode === '' ? 'stopped' : KNOWN.has(mode) ? mode : 'other';
}

function spanStyle({ epoch }: Span, left: number, width: number): CSSProperties & Record<'--term', string> {
  return { left, width: Math.max(1.5, width), '--term': epochColour(epoch ?? 0) };
}

function sayWhole({ mode, down, epoch }: Span): string {
  const role = down ? 'down' : mode;
  return epoch === null ? role : `${role}, term ${String(epoch)}`;
}

/** As much as there is room for. */
function labelOf(span: Span, width: number): string {
  const whole = sayWhole(span);
  const short = span.epoch === null || span.down ? '' : `t${String(span.epoch)}`;
  return [whole, short].find((text) => text.length * LETTER_PX + 8 <= width) ?? '';
}
