import type { ShownOperation } from '../../../protocol/messages';
import type { Window } from '../role-timeline/window';
import { shareOf } from './placing';
import styles from './operation-timeline.module.css';
import { sayWhole, shortOf } from './words';

const LETTER_PX = 7;
/** An operation of unknown outcome has no end: its bar fades out after it. */
const FADES_PX = 26;

/** One operation, from its call to its answer, with the instant at which it takes effect. */
export function Bar({
  one,
  window,
  width,
  nowUs,
  chosen,
  reached,
  onChoose,
}: {
  one: ShownOperation;
  window: Window;
  width: number;
  nowUs: number;
  chosen: boolean;
  /** The tab key comes here. */
  reached: boolean;
  onChoose: (one: ShownOperation, go: boolean) => void;
}) {
  const pixels = (us: number): number => shareOf(us, window) * width;
  const { invokedUs, endedUs, outcome, effectUs, kind } = one;
  const left = pixels(invokedUs);
  const end = pixels(endedUs ?? Math.max(nowUs, invokedUs)) + (outcome === 'unknown' ? FADES_PX : 0);
  const wide = Math.max(4, end - left);
  if (left > width || left + wide < 0) return null;
  const text = shortOf(one);
  return (
    <button
      type="button"
      className={styles.bar}
      data-request={one.request}
      data-outcome={outcome}
      data-kind={kind === 'read' ? 'read' : 'write'}
      data-failing={one.failing || undefined}
      data-misfit={one.misfit || undefined}
      data-later={invokedUs > nowUs || undefined}
      aria-pressed={chosen}
      aria-label={sayWhole(one)}
      title={sayWhole(one)}
      tabIndex={reached ? 0 : -1}
      style={{ left, width: wide }}
      onClick={() => {
        onChoose(one, true);
      }}
    >
      {text.length * LETTER_PX + 8 <= wide && <span>{text}</span>}
      {effectUs !== null && <i style={{ left: Math.min(wide - 2, Math.max(0, pixels(effectUs) - left)) }} />}
    </button>
  );
}
