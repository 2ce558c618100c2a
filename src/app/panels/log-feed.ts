/** Keeps the rows of the log in step with the run. */
import { createStore } from 'zustand/vanilla';
import type { TraceQuery } from '../../protocol/messages';
import { controller } from '../run/controller';
import { useLab } from '../run/store';
import {
  firstRows,
  newest,
  NO_ROWS,
  PAGE,
  reaches,
  withNewer,
  withOlder,
  withoutWaiting,
  withWaiting,
  type LogRows,
} from './log-rows';

/** What is looked for. */
export type LogFilter = Pick<TraceQuery, 'text' | 'node' | 'kinds'>;

export class LogFeed {
  readonly rows = createStore<LogRows>(() => NO_ROWS);
  /** The rows must stay where they are: somebody has scrolled down, or points at one. */
  private scrolled = false;
  private pointed = false;
  private filter: LogFilter | null = null;
  private about: unknown[] = [];
  private asked = 0;

  /** Fetches what is new, or everything anew when filter, run or branch are others than before. */
  async refresh(filter: LogFilter): Promise<void> {
    const { opened, life, position } = useLab.getState();
    const { branch, events } = controller.frames.latest?.position ?? position;
    const about = [opened, branch];
    const held = this.rows.getState();
    const same = this.filter === filter && about.every((part, i) => part === this.about[i]);
    const running = life === 'running';
    if (same && !running && reaches(held, events)) {
      if (events <= newest(held.shown, -1)) this.rows.setState(withoutWaiting, true);
      else this.release();
      return;
    }
    if (same && held.gap && this.reading(running)) return;
    const onward = same && held.upTo <= events;
    const ask = ++this.asked;
    const before = null;
    const after = onward ? held.upTo : -1;
    const rows = await controller.look('trace', { ...filter, before, after, limit: PAGE });
    if (!rows || ask !== this.asked) return;
    this.filter = filter;
    this.about = about;
    const log = this.rows.getState();
    this.rows.setState(
      onward ? withNewer(log, rows, events, this.reading(running)) : firstRows(rows, events),
      true,
    );
  }

  /** Fetches what is older than all that is held. */
  async older(): Promise<void> {
    const { shown, ended } = this.rows.getState();
    const oldest = shown[shown.length - 1];
    if (ended || !oldest || !this.filter) return;
    const ask = ++this.asked;
    const rows = await controller.look('trace', { ...this.filter, before: oldest.event, limit: PAGE });
    if (rows && ask === this.asked) this.rows.setState((log) => withOlder(log, rows), true);
  }

  /** The list has been scrolled away from its top, or back to it. */
  scroll(away: boolean): void {
    this.scrolled = away;
    this.release();
  }

  /** A pointer is over the rows, or has left them. */
  point(over: boolean): void {
    this.pointed = over;
    this.release();
  }

  /** Shows what has waited, when nobody reads any more. */
  private release(): void {
    if (!this.scrolled && !this.pointed) this.rows.setState(withWaiting, true);
  }

  /** Who points at a row that moves would hit another one. */
  private reading(running: boolean): boolean {
    return this.scrolled || (running && this.pointed);
  }
}
