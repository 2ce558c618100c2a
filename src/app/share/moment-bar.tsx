import { Play, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, IconButton } from '../../ui/button';
import { formatMoment } from '../format';
import { controller } from '../run/controller';
import styles from './moment-bar.module.css';
import { forgetDraft, openDraft } from './open';
import { useShare } from './state';

/** One line each for what was opened, what is on its way, and what was kept. */
export function MomentBar() {
  const { arrival, offer, replayingUs } = useShare();
  return (
    <>
      {replayingUs !== null && (
        <Line text={`Replaying the run up to ${formatMoment(replayingUs)} …`}>
          <Button
            size="small"
            onClick={() => {
              controller.stopOpening();
            }}
          >
            Stop
          </Button>
        </Line>
      )}
      {arrival && <ArrivalLine line={arrival.line} warning={arrival.warning} />}
      {offer && (
        <Line text={offer.line}>
          <Button size="small" onClick={() => void openDraft()}>
            Open it
          </Button>
          <Button size="small" look="ghost" onClick={forgetDraft}>
            Discard
          </Button>
        </Line>
      )}
    </>
  );
}

function ArrivalLine({ line, warning }: { line: string; warning: string | null }) {
  return (
    <Line text={line} warning={warning}>
      <Button
        size="small"
        look="primary"
        onClick={() => {
          controller.play();
        }}
      >
        <Play size={13} aria-hidden="true" /> Play from here
      </Button>
      <IconButton
        label="Dismiss"
        look="ghost"
        size="small"
        icon={<X size={14} />}
        onClick={() => {
          useShare.setState({ arrival: null });
        }}
      />
    </Line>
  );
}

function Line({
  text,
  warning = null,
  children,
}: {
  text: string;
  warning?: string | null;
  children: ReactNode;
}) {
  return (
    <div className={styles.line} role="status">
      <p>
        {text}
        {warning !== null && <strong className={styles.warning}> {warning}</strong>}
      </p>
      <div className={styles.buttons}>{children}</div>
    </div>
  );
}
