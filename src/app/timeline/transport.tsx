import { Pause, Play, RotateCcw, SkipBack, SkipForward, StepBack, StepForward } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { IconButton, Button } from '../../ui/button';
import { formatMoment, formatSpeed } from '../format';
import { controller } from '../run/controller';
import { useLab } from '../run/store';
import { SpeedMenu } from './speed-menu';
import { TimeTools, ToolsButton } from './time-tools';
import { Timeline } from './timeline';
import styles from './transport.module.css';

/** Restart, step, play, speed, the timeline and the time. */
export function Transport() {
  const running = useLab((state) => state.life === 'running');
  return (
    <footer className={styles.transport} aria-label="Time">
      <div className={styles.buttons}>
        <IconButton
          label="Start over"
          icon={<RotateCcw size={16} />}
          onClick={() => void controller.restart()}
        />
        <IconButton
          label="Back to what mattered before"
          shortcut="⇧P"
          className={styles.coarse}
          icon={<SkipBack size={16} />}
          onClick={() => void controller.step('meaningful', true)}
        />
        <IconButton
          label="Back one event"
          shortcut="P"
          icon={<StepBack size={16} />}
          onClick={() => void controller.step('event', true)}
        />
        <IconButton
          label={running ? 'Pause' : 'Play'}
          shortcut="K"
          look="primary"
          className={styles.play}
          icon={running ? <Pause size={18} fill="currentColor" /> : <Play size={18} fill="currentColor" />}
          onClick={() => {
            controller.togglePlay();
          }}
        />
        <IconButton
          label="Next event"
          shortcut="N"
          icon={<StepForward size={16} />}
          onClick={() => void controller.step('event')}
        />
        <IconButton
          label="On to what matters next"
          shortcut="⇧N"
          className={styles.coarse}
          icon={<SkipForward size={16} />}
          onClick={() => void controller.step('meaningful')}
        />
      </div>
      <Speed />
      <Timeline />
      <ToolsButton />
      <Clock />
      <LiveButton />
      <TimeTools />
    </footer>
  );
}

/** The speed asked for, and the one reached when the machine cannot keep up. */
function Speed() {
  const speed = useLab((state) => state.speed);
  const adaptive = useLab((state) => state.adaptive);
  const lags = useLab(
    (state) => state.life === 'running' && state.realSpeed > 0 && state.realSpeed < state.speed * 0.8,
  );
  const real = useLab((state) =>
    state.life === 'running' && (state.adaptive || state.realSpeed < state.speed * 0.8) ? state.realSpeed : 0,
  );
  if (adaptive) {
    return (
      <div className={styles.speed}>
        <SpeedMenu speed={speed} />
        {real > 0 && <span className={styles.now}>now {formatSpeed(real)}</span>}
      </div>
    );
  }
  return (
    <div className={styles.speed}>
      <SpeedMenu speed={speed} />
      {lags && <span className={styles.real}>really {formatSpeed(real)}</span>}
    </div>
  );
}

/** The time shown, written at display rate without React. */
function Clock() {
  const text = useRef<HTMLOutputElement>(null);
  useEffect(
    () =>
      controller.frames.subscribe((frame) => {
        if (text.current) text.current.textContent = formatMoment(frame.position.us);
      }),
    [],
  );
  return (
    <output ref={text} className={styles.clock} aria-label="Simulated time" aria-live="off">
      0.000 s
    </output>
  );
}

function LiveButton() {
  const live = useLab((state) => state.life === 'running' && state.position.us >= state.headUs - 1);
  return (
    <Button
      size="small"
      look={live ? 'live' : 'plain'}
      aria-pressed={live}
      title="To the newest moment, and on from there"
      onClick={() => void controller.goLive()}
    >
      Live
    </Button>
  );
}
