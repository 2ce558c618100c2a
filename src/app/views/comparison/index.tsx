import { useEffect, useId, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { RunSummary } from '../../../protocol/messages';
import { Button } from '../../../ui/button';
import { Switch } from '../../../ui/switch';
import { rowsOf } from '../../compare/differences';
import { knobsApart } from '../../compare/knobs-apart';
import { isOfThisRun, useLuck } from '../../compare/luck';
import { openTwin, pin } from '../../compare/open';
import { formatSince } from '../../format';
import { goToParting, shareInputs, swapWithBaseline, unpinBaseline } from '../../run/baseline';
import { controller } from '../../run/controller';
import { partingUs, partingWords } from '../../run/parting';
import { NONE, useLab } from '../../run/store';
import styles from './comparison.module.css';
import { LuckBar } from './luck-bar';
import { Table } from './table';

/** The run on screen against the pinned one: what is set differently, where they part, and every figure. */
export function View() {
  const pinned = useLab((state) => state.baseline !== null);
  const charts = useLab((state) => state.lab?.charts) ?? NONE;
  const metrics = useLab((state) => state.opened?.metrics) ?? NONE;
  const luck = useLuck((state) => state.luck);
  const current = useLab((state) => luck !== null && isOfThisRun(luck, state));
  const summaries = useSummaries(pinned);
  const rows = summaries ? rowsOf(charts, metrics, summaries.here, summaries.there) : [];
  return (
    <section className={styles.view} aria-label="Comparison">
      {pinned ? <Pinned /> : <NotPinned />}
      <LuckBar />
      {luck && !current && (
        <p className={styles.note}>
          The run has changed since its {luck.seeds} seeds were run: run them again.
        </p>
      )}
      <Table rows={rows} pinned={pinned} luck={current ? luck : null} />
      {summaries && (
        <p className={styles.note}>
          Over the run up to {formatSince(summaries.here.untilUs)}
          {summaries.here.warmUpUs > 0 && `, from ${formatSince(summaries.here.warmUpUs)} on`}.
        </p>
      )}
    </section>
  );
}

function NotPinned() {
  return (
    <div className={styles.head}>
      <p>
        Pin this run as baseline, then turn a knob: the same seed and the same faults run again, and every
        figure says what that has changed.
      </p>
      <div className={styles.buttons}>
        <Button look="primary" onClick={() => void pin()}>
          Pin as baseline
        </Button>
      </div>
    </div>
  );
}

function Pinned() {
  const knobs = useLab(
    useShallow((state) => knobsApart(state).map(({ title, here, there }) => `${title}: ${there} → ${here}`)),
  );
  const shared = useLab((state) => state.baseline?.shared === true);
  const id = useId();
  return (
    <div className={styles.head}>
      <p>
        {knobs.length === 0 ? (
          'The same settings in both so far. Turn a knob.'
        ) : (
          <>
            From baseline to this run: <strong>{knobs.join(' · ')}</strong>
          </>
        )}
      </p>
      <PartingLine />
      <div className={styles.buttons}>
        <span className={styles.switch}>
          <Switch id={id} checked={shared} onChange={(to) => void shareInputs(to)} />
          <label htmlFor={id} title="What you do to this run is done to the baseline too">
            Same faults in both
          </label>
        </span>
        <Button size="small" onClick={() => void openTwin()}>
          Side by side
        </Button>
        <Button size="small" onClick={() => void pin()}>
          Pin this run instead
        </Button>
        <Button size="small" onClick={() => void swapWithBaseline()}>
          Change places
        </Button>
        <Button size="small" onClick={unpinBaseline}>
          Unpin
        </Button>
      </div>
    </div>
  );
}

/** Where the two part, with a way there. */
function PartingLine() {
  const divergence = useLab((state) => state.baseline?.divergence);
  const us = useLab(partingUs);
  if (!divergence) return <p className={styles.note}>Looking for where they part…</p>;
  return (
    <div className={styles.parting}>
      {partingWords(divergence, 'this run', 'the baseline').map((line) => (
        <p key={line}>{line}</p>
      ))}
      {us !== undefined && (
        <Button size="small" shortcut="D" onClick={() => void goToParting(us)}>
          Go there
        </Button>
      )}
    </div>
  );
}

const EVERY_MS = 700;

/** Both runs in numbers, of the same time: anew while the run goes on, and after each jump. */
function useSummaries(pinned: boolean): { here: RunSummary; there: RunSummary | null } | null {
  const [summaries, setSummaries] = useState<{ here: RunSummary; there: RunSummary | null } | null>(null);
  const running = useLab((state) => state.life === 'running');
  const events = useLab((state) => (state.life === 'running' ? -1 : state.position.events));
  const run = useLab((state) => state.baseline?.run);
  const opened = useLab((state) => state.opened);
  useEffect(() => {
    let ended = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      const [here, there] = await Promise.all([
        controller.look('summary', {}),
        run === undefined ? null : controller.look('summary', {}, run),
      ]);
      if (ended) return;
      if (here) setSummaries({ here, there });
      // The pinned run may still be on its way to where this one stands.
      const behind = here && there && here.untilUs !== there.untilUs;
      if (running || behind) timer = setTimeout(() => void look(), EVERY_MS);
    };
    void look();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [running, events, run, pinned, opened]);
  return summaries;
}
