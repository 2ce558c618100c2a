import { formatSpan } from '../format';
import { Button } from '../../ui/button';
import { healEverything, sourceIds, trafficActions } from '../commands/actions';
import { openClips } from '../run/open-clips';
import { useLab } from '../run/store';
import styles from './canvas.module.css';
import { usePartitionTool } from './partition-tool';

/** What is always one click away, and what will happen next. */
export function CanvasBar() {
  const armed = usePartitionTool((tool) => tool.armed);
  const sources = useLab((state) => sourceIds(state).join(' '));
  const heal = healEverything();
  const first = sources.split(' ')[0] ?? '';
  return (
    <div className={styles.bar}>
      {first !== '' && (
        <Button size="small" onClick={trafficActions(first)[0]?.run} shortcut="S">
          Spike ×10
        </Button>
      )}
      <Button
        size="small"
        look={armed ? 'chosen' : 'plain'}
        aria-pressed={armed}
        onClick={() => {
          usePartitionTool.setState({ armed: !armed });
        }}
      >
        Draw partition
      </Button>
      <HealButton title={heal.title} run={heal.run} />
      <Upcoming />
    </div>
  );
}

function HealButton({ title, run }: { title: string; run: () => void }) {
  const hurt = useLab(
    (state) => openClips(state).length > 0 || Object.values(state.faces).some((face) => face.life === 'down'),
  );
  return (
    <Button size="small" look={hurt ? 'chosen' : 'plain'} onClick={run} shortcut="H">
      {title}
    </Button>
  );
}

/** The next event, when there is time to read it. */
function Upcoming() {
  const next = useLab((state) => (state.life === 'running' ? null : state.next));
  const us = useLab((state) => state.position.us);
  if (!next) return null;
  return (
    <p className={styles.upcoming} title={`${next.text}. ${next.why}`}>
      next: <strong>{next.text}</strong>, in {formatSpan(Math.max(0, next.atUs - us))}
      {next.why !== '' && <span className={styles.why}>{next.why}</span>}
    </p>
  );
}
