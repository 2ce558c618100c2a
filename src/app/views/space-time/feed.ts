/** Fetches the part of the trace that is in sight, and a little around it, when what is held does not do. */
import { controller } from '../../run/controller';
import { useLab } from '../../run/store';
import { sight } from './geometry';
import { lensNow, takeData, useStage } from './stage';

const EVERY_MS = 120;
/** Rows fetched at most. */
const LIMIT = 120_000;
/** So much more than what is in sight is fetched on each side, as a share of it. */
const AROUND = 0.6;

export class SpaceTimeFeed {
  private busy = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = '';
  private about: unknown[] = [];

  /** Looks, soon, whether something has to be fetched. */
  wish(): void {
    if (this.timer !== undefined || this.busy) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.refresh();
    }, EVERY_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async refresh(): Promise<void> {
    const { life, opened } = useLab.getState();
    const { latest } = controller.frames;
    if (!latest || document.hidden || (life !== 'running' && life !== 'paused')) return;
    const { branch, us, events } = latest.position;
    if (this.about[0] !== opened || this.about[1] !== branch) {
      this.about = [opened, branch];
      this.asked = '';
      takeData(null);
      useStage.setState({ chosen: null, hover: null });
    }
    const seen = sight(lensNow());
    const rebuild = life !== 'running';
    if (
      this.covers(
        { fromUs: Math.max(0, seen.fromUs), toUs: Math.min(us, seen.toUs) },
        events,
        seen.toUs >= us,
      )
    )
      return;
    const around = (seen.toUs - seen.fromUs) * AROUND;
    const ask = { fromUs: seen.fromUs - around, toUs: seen.toUs + around, limit: LIMIT, rebuild };
    const key = JSON.stringify([ask, events]);
    // Asking the same again would bring the same, for all that is missing of it.
    if (key === this.asked) return;
    this.busy = true;
    const slow = setTimeout(() => {
      useStage.setState({ rebuilding: rebuild });
    }, 2 * EVERY_MS);
    const data = await controller.look('spaceTime', ask);
    clearTimeout(slow);
    useStage.setState({ rebuilding: false });
    this.busy = false;
    if (data && this.about[0] === useLab.getState().opened) {
      this.asked = key;
      takeData(data);
    }
    this.wish();
  }

  /** Whether what is held shows all that is in sight. Its newest part is new with every event. */
  private covers(seen: { fromUs: number; toUs: number }, events: number, live: boolean): boolean {
    const { data } = useStage.getState();
    if (!data || data.fromUs > seen.fromUs) return false;
    if (live || data.events > events) return data.events === events;
    return data.toUs >= seen.toUs;
  }
}
