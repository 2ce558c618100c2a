import { Minus, Plus } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import type { ShownHistory, ShownOperation } from '../../../protocol/messages';
import { Button, IconButton } from '../../../ui/button';
import { formatMoment } from '../../format';
import { controller } from '../../run/controller';
import { useLab } from '../../run/store';
import { useLook } from '../cluster/use-look';
import { Empty, Loading } from '../frame';
import { firstWidthUs, windowOf, zoomed, type Chosen } from '../role-timeline/window';
import { Details } from './details';
import { Key } from './key';
import { Lanes } from './lanes';
import { NOTHING, remember, type Memory } from './memory';
import styles from './operation-timeline.module.css';

const ZOOM = 2;
/** Operations are shorter than terms of office. */
const CLOSER = 12;

/** What clients asked and were told, in lanes, and an order that explains it, or the smallest part that has none. */
export function View() {
  const opened = useLab((state) => state.opened);
  const labId = useLab((state) => state.labId);
  const pace = useLab((state) => state.lab?.scenario.pace ?? 1);
  const us = useLab((state) => state.position.us);
  const [key, setKey] = useState<number | null>(null);
  const [view, setView] = useState<{ labId: string; chosen: Chosen } | null>(null);
  const [request, setRequest] = useState(0);
  const chosen = view?.labId === labId ? view.chosen : { widthUs: firstWidthUs(pace) / CLOSER, fromUs: null };
  const window = windowOf(chosen, us);
  const answer = useLook('operations', opened ? { ...window, key } : null);
  const { operations, broken } = useMemory(answer);
  const choose = (next: Chosen): void => {
    setView({ labId, chosen: next });
  };
  if (!opened || !answer) return <Loading />;
  if (answer.keys.length === 0 && answer.sessions.length === 0) return <Nothing />;
  const shown = key === null ? operations : operations.filter((one) => one.key === key);
  const found = shown.find((one) => one.request === request) ?? null;
  const onChoose = (one: ShownOperation, go: boolean): void => {
    setRequest(one.request);
    const isInSight = one.invokedUs >= window.fromUs && one.invokedUs <= window.toUs;
    if (go || !isInSight) choose({ ...chosen, fromUs: Math.max(0, one.invokedUs - chosen.widthUs / 2) });
    if (go) void controller.seek(one.endedUs ?? one.invokedUs);
  };
  const misfit = operations.find((one) => one.misfit);
  return (
    <section className={styles.view} aria-label="Operation timeline">
      <Tools chosen={chosen} onWindow={choose} keys={answer.keys} chosenKey={key} onKey={setKey} />
      <div className={styles.body} role="region" tabIndex={0} aria-label="Operations by session">
        <VerdictLine
          answer={answer}
          broken={broken}
          onGo={
            misfit
              ? () => {
                  onChoose(misfit, true);
                }
              : null
          }
        />
        <Lanes
          lanes={lanesOf(answer, shown)}
          operations={shown}
          window={window}
          chosen={found}
          onChoose={onChoose}
          ordered={key !== null || answer.keys.length === 1}
          broken={broken !== null}
        />
        <Key />
        {found && <Details one={found} />}
      </div>
    </section>
  );
}

function Nothing() {
  return (
    <Empty label="Operation timeline">
      <p>No client of this lab keeps a history of what it asked and was told.</p>
      <p>Clients of a quorum store do, and so do those of a Raft cluster.</p>
    </Empty>
  );
}

/** What was seen, kept while one goes back. */
function useMemory(answer: ShownHistory | null): Memory {
  const log = useLab((state) => state.log);
  const [memory, setMemory] = useState(NOTHING);
  if (answer === null || memory.answer === answer) return memory;
  const next = remember(memory, answer, log);
  setMemory(next);
  return next;
}

/** Sessions that are there, and those that are not there yet but were seen. */
function lanesOf(
  { sessions }: ShownHistory,
  shown: readonly ShownOperation[],
): { id: string; node: string }[] {
  const lanes = [...sessions];
  for (const { client, node } of shown)
    if (!lanes.some(({ id }) => id === client)) lanes.push({ id: client, node });
  return lanes.sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
}

function Tools({
  chosen,
  onWindow,
  keys,
  chosenKey,
  onKey,
}: {
  chosen: Chosen;
  onWindow: (chosen: Chosen) => void;
  keys: readonly number[];
  chosenKey: number | null;
  onKey: (key: number | null) => void;
}) {
  const id = useId();
  const follows = chosen.fromUs === null;
  const zoom = (factor: number): void => {
    onWindow(zoomed(chosen, useLab.getState().position.us, factor, 0.5));
  };
  const options = useMemo(() => keys.slice(0, 100), [keys]);
  return (
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
        aria-pressed={follows}
        look={follows ? 'chosen' : 'plain'}
        onClick={() => {
          const { us } = useLab.getState().position;
          onWindow({ ...chosen, fromUs: follows ? Math.max(0, us - chosen.widthUs / 2) : null });
        }}
      >
        Follow
      </Button>
      <label htmlFor={id} className={styles.keyLabel}>
        Key
      </label>
      <select
        id={id}
        className={styles.select}
        value={chosenKey === null ? '' : String(chosenKey)}
        onChange={(event) => {
          onKey(event.target.value === '' ? null : Number(event.target.value));
        }}
      >
        <option value="">all</option>
        {options.map((key) => (
          <option key={key} value={key}>
            {key}
          </option>
        ))}
      </select>
    </div>
  );
}

function VerdictLine({
  answer,
  broken,
  onGo,
}: {
  answer: ShownHistory;
  broken: Memory['broken'];
  onGo: (() => void) | null;
}) {
  if (broken === null) {
    const title = answer.verdict === 'unknown' ? 'Not known' : 'Linearizable';
    return (
      <p className={styles.verdict} data-verdict={answer.verdict}>
        <strong>{title}.</strong> {answer.says}
      </p>
    );
  }
  return (
    <div className={styles.verdict} data-verdict="notLinearizable">
      <p>
        <strong>Not linearizable since {formatMoment(broken.atUs)}.</strong> {broken.says}
      </p>
      {onGo && (
        <Button size="small" onClick={onGo}>
          Go there
        </Button>
      )}
    </div>
  );
}
