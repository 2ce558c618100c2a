import { Check, Play, X } from 'lucide-react';
import type { Experiment } from '../../scenario/types';
import { Button, IconButton } from '../../ui/button';
import { classes } from '../../ui/classes';
import { formatSince } from '../format';
import { leaveExperiment, skipToVerdict, startExperiment } from '../run/experiments';
import { useLab } from '../run/store';
import styles from './experiment-item.module.css';

/** An experiment: what will happen, a button that makes it happen, and whether it did. */
export function ExperimentItem({ experiment }: { experiment: Experiment }) {
  const trial = useLab((state) => (state.trial?.experiment.id === experiment.id ? state.trial : null));
  const verdict = trial?.verdict ?? null;
  return (
    <article
      className={classes(styles.item, trial !== null && styles.active)}
      data-experiment={experiment.id}
    >
      <IconButton
        label={`Run: ${experiment.title}`}
        size="small"
        icon={
          verdict === null ? (
            <Play size={13} fill="currentColor" />
          ) : verdict.held ? (
            <Check size={14} />
          ) : (
            <X size={14} />
          )
        }
        look={verdict?.held === true ? 'live' : 'plain'}
        onClick={() => void startExperiment(experiment)}
      />
      <div>
        <p>
          <strong>{experiment.title}.</strong> {experiment.expect}
        </p>
        {trial && verdict === null && (
          <Progress untilSec={experiment.untilSec} beside={trial.beside?.title ?? null} />
        )}
        {verdict && (
          <p className={verdict.held ? styles.held : styles.broken} role="status">
            {verdict.held ? 'Held' : 'Did not hold'}: {verdict.says}
          </p>
        )}
        {trial && (
          <div className={styles.buttons}>
            {verdict === null && (
              <Button size="small" onClick={() => void skipToVerdict()}>
                Skip to the verdict
              </Button>
            )}
            <Button size="small" onClick={() => void leaveExperiment()}>
              Back to my run
            </Button>
          </div>
        )}
      </div>
    </article>
  );
}

function Progress({ untilSec, beside }: { untilSec: number; beside: string | null }) {
  const us = useLab((state) => state.position.us);
  return (
    <p className={styles.progress}>
      {formatSince(us)} of {untilSec} s{beside === null ? '' : `; dashed: ${beside}`}
    </p>
  );
}
