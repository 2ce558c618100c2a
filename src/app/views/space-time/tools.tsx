import { Minus, Plus } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useMemo } from 'react';
import { Button, IconButton } from '../../../ui/button';
import { formatSpan } from '../../format';
import { NONE, useLab } from '../../run/store';
import { WhyButton } from '../../why/why-button';
import { HEAD_PX } from './geometry';
import { typesIn } from './rows';
import styles from './space-time.module.css';
import { useStage, zoomBy } from './stage';

const STEP = 1.6;

/** Zoom, following, filters, words, and why. */
export function Tools({ words, onWords }: { words: boolean; onWords: (words: boolean) => void }) {
  const follows = useStage((stage) => stage.follows);
  const spanUs = useStage((stage) => (stage.height - HEAD_PX) * stage.usPerPx);
  return (
    <div className={styles.tools} role="group" aria-label="Space-time tools">
      <IconButton
        label="Show more time"
        size="small"
        icon={<Minus size={14} />}
        onClick={() => {
          zoomBy(1 / STEP);
        }}
      />
      <IconButton
        label="Show less time"
        size="small"
        icon={<Plus size={14} />}
        onClick={() => {
          zoomBy(STEP);
        }}
      />
      <span className={styles.span}>{spanUs > 0 ? formatSpan(spanUs) : ''}</span>
      <Button
        size="small"
        look={follows ? 'plain' : 'ghost'}
        aria-pressed={follows}
        onClick={() => {
          useStage.setState({ follows: !follows });
        }}
      >
        Follow
      </Button>
      <FilterMenu />
      <Button
        size="small"
        look={words ? 'plain' : 'ghost'}
        aria-pressed={words}
        onClick={() => {
          onWords(!words);
        }}
      >
        In words
      </Button>
      <ChosenWhy />
    </div>
  );
}

/** Asks about the event that was gone to. */
function ChosenWhy() {
  const chosen = useStage((stage) => stage.chosen);
  if (!chosen) return null;
  const { event, text } = chosen;
  return <WhyButton className={styles.why} ask={{ about: 'event', event, text }} about={text} />;
}

/** A set with an element more or less. */
function toggled<T>(set: ReadonlySet<T>, one: T): Set<T> {
  const next = new Set(set);
  if (!next.delete(one)) next.add(one);
  return next;
}

function FilterMenu() {
  const data = useStage((stage) => stage.data);
  const hidden = useStage((stage) => stage.types);
  const hiddenNodes = useStage((stage) => stage.nodes);
  const collapsed = useStage((stage) => stage.collapsed);
  const nodes = useLab((state) => state.opened?.nodes) ?? NONE;
  const faces = useLab((state) => state.faces);
  const types = useMemo(() => (data ? typesIn(data) : []), [data]);
  const left = hidden.size + hiddenNodes.size;
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button size="small" look={left > 0 ? 'chosen' : 'ghost'}>
          {left > 0 ? `Filter: ${String(left)} left out` : 'Filter'}
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className={styles.filter}
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label="Filter"
        >
          <fieldset>
            <legend>Messages</legend>
            {[...new Set([...types, ...hidden])].map((type) => (
              <label key={type}>
                <input
                  type="checkbox"
                  checked={!hidden.has(type)}
                  onChange={() => {
                    useStage.setState({ types: toggled(hidden, type) });
                  }}
                />
                {type}
              </label>
            ))}
          </fieldset>
          <fieldset>
            <legend>Nodes</legend>
            {nodes.map(({ id }, i) =>
              (faces[id]?.life ?? 'absent') === 'absent' ? null : (
                <label key={id}>
                  <input
                    type="checkbox"
                    checked={!hiddenNodes.has(i)}
                    onChange={() => {
                      useStage.setState({ nodes: toggled(hiddenNodes, i) });
                    }}
                  />
                  {id}
                </label>
              ),
            )}
          </fieldset>
          <label className={styles.collapse}>
            <input
              type="checkbox"
              checked={collapsed}
              onChange={() => {
                useStage.setState({ collapsed: !collapsed });
              }}
            />
            Collapse runs of timers and work
          </label>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
