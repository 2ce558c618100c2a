import { useDeferredValue, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import type { TraceRow } from '../../protocol/messages';
import { Button } from '../../ui/button';
import { classes } from '../../ui/classes';
import { formatMoment } from '../format';
import { controller } from '../run/controller';
import { useLab } from '../run/store';
import { WhyButton } from '../why/why-button';
import { useWhy } from '../why/why-store';
import { EntryMark } from './entry-mark';
import { LogFeed, type LogFilter } from './log-feed';
import { waitingWords, withKeys, type LogRows } from './log-rows';
import styles from './log.module.css';

const EVERY_MS = 330;
/** Scrolled by so little the list is still at its top, in pixels. */
const TOP = 4;
/** Near enough to the end to fetch more, in pixels. */
const NEAR_END = 240;
/** The rows that tell a story: what changed, what was done, and what was lost. */
const WHAT_MATTERS: LogFilter['kinds'] = ['mode', 'node', 'input', 'log', 'invariant', 'drop'];

/** What happened, newest first, in sentences. */
export function Log() {
  const [text, setText] = useState('');
  const [everything, setEverything] = useState(false);
  const [onlySelected, setOnlySelected] = useState(false);
  const selected = useLab((state) => (state.selection?.kind === 'node' ? state.selection.id : null));
  const node = onlySelected ? selected : null;
  const wanted = useDeferredValue(text);
  const filter = useMemo<LogFilter>(
    () => ({ text: wanted, node, kinds: everything ? null : WHAT_MATTERS }),
    [wanted, node, everything],
  );
  const feed = useFeed(filter);
  const log = useStore(feed.rows);
  return (
    <div className={styles.log}>
      <div className={styles.bar}>
        <input
          type="search"
          className={styles.search}
          placeholder="Search the log"
          aria-label="Search the log"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
          }}
        />
        <div className={styles.choices} role="group" aria-label="Rows shown">
          <Toggle pressed={!everything} toggle={setEverything} to={false} title="What matters" />
          <Toggle pressed={everything} toggle={setEverything} to title="Everything" />
          <Button
            size="small"
            look={node === null ? 'plain' : 'chosen'}
            aria-pressed={node !== null}
            refusal={selected === null ? 'Select a node first.' : null}
            onClick={() => {
              setOnlySelected(!onlySelected);
            }}
          >
            Only {selected ?? 'selected'}
          </Button>
        </div>
      </div>
      <Rows feed={feed} log={log} nothing={nothingWords(text, node, everything)} />
    </div>
  );
}

interface ToggleProps {
  title: string;
  pressed: boolean;
  to: boolean;
  toggle: (to: boolean) => void;
}

function Toggle({ title, pressed, to, toggle }: ToggleProps) {
  return (
    <Button
      size="small"
      look={pressed ? 'plain' : 'ghost'}
      aria-pressed={pressed}
      onClick={() => {
        toggle(to);
      }}
    >
      {title}
    </Button>
  );
}

function nothingWords(text: string, node: string | null, everything: boolean): string {
  const about = node === null ? '' : ` about ${node}`;
  if (text.trim() !== '') return `No row${about} contains “${text.trim()}”.`;
  return everything ? `Nothing has happened${about} yet.` : `Nothing that matters has happened${about} yet.`;
}

/** A feed that follows the run: three times a second while it goes on, and once for every move while it is paused. */
function useFeed(filter: LogFilter): LogFeed {
  const [feed] = useState(() => new LogFeed());
  const life = useLab((state) => state.life);
  const events = useLab((state) => (state.life === 'running' ? 0 : state.position.events));
  const branch = useLab((state) => state.position.branch);
  const opened = useLab((state) => state.opened);
  useEffect(() => {
    // On its way to another moment the run stands nowhere.
    if (life !== 'running' && life !== 'paused') return;
    let ended = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      if (!document.hidden) await feed.refresh(filter);
      if (!ended && life === 'running') timer = setTimeout(() => void look(), EVERY_MS);
    };
    void look();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [feed, filter, life, events, branch, opened]);
  return feed;
}

function Rows({ feed, log, nothing }: { feed: LogFeed; log: LogRows; nothing: string }) {
  const list = useRef<HTMLOListElement>(null);
  const now = useLab((state) => (state.life === 'running' ? Infinity : state.position.events));
  const rows = useMemo(() => withKeys(log.shown), [log.shown]);
  const [at, setAt] = useState('');
  const reachable = rows.some(({ key }) => key === at) ? at : rows[0]?.key;
  const newer = waitingWords(log);
  return (
    <div className={styles.frame}>
      {newer !== '' && (
        <Button
          size="small"
          look="primary"
          className={styles.newer}
          onClick={() => {
            list.current?.scrollTo({ top: 0 });
            feed.point(false);
            feed.scroll(false);
          }}
        >
          {newer}
        </Button>
      )}
      {rows.length === 0 && <p className={styles.nothing}>{nothing}</p>}
      <ol
        ref={list}
        className={styles.rows}
        aria-label="What happened, newest first"
        onKeyDown={moveFocus}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          feed.scroll(scrollTop > TOP);
          if (scrollHeight - scrollTop - clientHeight < NEAR_END) void feed.older();
        }}
        onPointerEnter={(event) => {
          feed.point(event.pointerType === 'mouse');
        }}
        onPointerLeave={() => {
          feed.point(false);
        }}
      >
        {rows.map(({ row, key }) => (
          <Row
            key={key}
            row={row}
            now={now}
            reachable={key === reachable}
            onFocus={() => {
              setAt(key);
            }}
          />
        ))}
        {rows.length > 0 && log.ended && (
          <li className={styles.end}>
            {rows[rows.length - 1]?.row.event === 0 ? 'The run starts here.' : 'There is nothing older.'}
          </li>
        )}
      </ol>
    </div>
  );
}

interface RowProps {
  row: TraceRow;
  /** Events handled where the run is paused. */
  now: number;
  reachable: boolean;
  onFocus: () => void;
}

/** One thing that happened; pressing it goes to the moment after it. */
function Row({ row, now, reachable, onFocus }: RowProps) {
  const current = row.event === now;
  const lit = useWhy((state) => state.lit?.events.has(row.event) === true);
  return (
    <li className={styles.item}>
      <button
        type="button"
        className={classes(
          styles.row,
          styles[row.tone],
          current && styles.current,
          row.event > now && styles.later,
          lit && styles.lit,
        )}
        aria-current={current ? 'true' : undefined}
        tabIndex={reachable ? 0 : -1}
        onFocus={onFocus}
        onClick={() => void controller.seek(row.atUs, row.event)}
      >
        <span className={styles.time}>{formatMoment(row.atUs)}</span>
        <EntryMark row={row} />
        <span className={styles.text}>{row.text}</span>
      </button>
      <WhyButton
        className={styles.why}
        tabIndex={reachable ? 0 : -1}
        ask={{ about: 'event', event: row.event, text: row.text }}
        about={row.text}
      />
    </li>
  );
}

/** Up and down, first and last: one stop of the Tab key is enough for the whole list. */
function moveFocus(event: KeyboardEvent<HTMLOListElement>): void {
  const here = document.activeElement?.closest('li');
  const buttons = event.currentTarget.querySelectorAll<HTMLElement>('li > button:first-child');
  const to = {
    ArrowDown: here?.nextElementSibling?.firstElementChild,
    ArrowUp: here?.previousElementSibling?.firstElementChild,
    Home: buttons[0],
    End: buttons[buttons.length - 1],
  }[event.key];
  if (!(to instanceof HTMLElement)) return;
  event.preventDefault();
  to.focus();
}
