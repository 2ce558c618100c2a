import { Minus, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Button, IconButton } from '../../../ui/button';
import { NONE, useLab } from '../../run/store';
import { useLook } from '../cluster/use-look';
import { Elections } from './election-list';
import { electionsOf } from './elections';
import { Key } from './key';
import { Lanes } from './lanes';
import { Empty, Loading } from '../frame';
import styles from './role-timeline.module.css';
import { lanesOf, type Lane } from './spans';
import { firstWidthUs, zoomed, type Chosen } from './window';

const ZOOM = 2;

/** Who had which role, and when: a lane for each machine over simulated time. */
export function View() {
  const opened = useLab((state) => state.opened);
  const labId = useLab((state) => state.labId);
  const pace = useLab((state) => state.lab?.scenario.pace ?? 1);
  const marks = useLab((state) => state.marks);
  const lanes = useLanes();
  const elections = useMemo(() => electionsOf(marks), [marks]);
  const [view, setView] = useState<{ labId: string; chosen: Chosen } | null>(null);
  const chosen = view?.labId === labId ? view.chosen : { widthUs: firstWidthUs(pace), fromUs: null };
  const choose = (next: Chosen): void => {
    setView({ labId, chosen: next });
  };
  const zoom = (factor: number): void => {
    choose(zoomed(chosen, useLab.getState().position.us, factor, 0.5));
  };
  if (!opened || !lanes) return <Loading />;
  if (lanes.length === 0) return <Nothing />;
  return (
    <section className={styles.view} aria-label="Role timeline">
      <div className={styles.tools}>
        <IconButton
          label="Show more time"
          icon={<Minus size={15} />}
          onClick={() => {
            zoom(1 / ZOOM);
          }}
        />
        <IconButton
          label="Show less time"
          icon={<Plus size={15} />}
          onClick={() => {
            zoom(ZOOM);
          }}
        />
        <Button
          size="small"
          aria-pressed={chosen.fromUs === null}
          look={chosen.fromUs === null ? 'chosen' : 'plain'}
          onClick={() => {
            choose({
              widthUs: chosen.widthUs,
              fromUs: chosen.fromUs === null ? useLab.getState().position.us - chosen.widthUs / 2 : null,
            });
          }}
        >
          Follow
        </Button>
      </div>
      <div className={styles.body}>
        <Lanes lanes={lanes} elections={elections} chosen={chosen} onChoose={choose} />
        <Key lanes={lanes} />
        <Elections elections={elections} />
      </div>
    </section>
  );
}

function Nothing() {
  return (
    <Empty label="Role timeline">
      <p>No node of this lab has modes.</p>
      <p>The servers of a cluster that elects a leader have, and so has a circuit breaker.</p>
    </Empty>
  );
}

/** Lanes of all nodes with modes; null while that is not known. */
function useLanes(): Lane[] | null {
  const opened = useLab((state) => state.opened);
  const marks = useLab((state) => state.marks);
  const nodes = useMemo(() => opened?.nodes.map(({ id }) => id) ?? NONE, [opened]);
  const glances = useLook('inspectMany', nodes.length > 0 ? { nodes } : null);
  const seeds = (glances ?? []).flatMap(({ id, mode }) => (mode ? [`${id} ${mode.id}`] : [])).join('\n');
  const known = glances !== null;
  return useMemo(() => {
    if (!known) return null;
    const read = seeds === '' ? [] : seeds.split('\n').map((seed) => seed.split(' '));
    return lanesOf(
      nodes,
      marks,
      read.map(([id = '', mode = '']) => ({ id, mode })),
    );
  }, [known, nodes, marks, seeds]);
}
