/** Rows about the built page in Chromium: how smoothly it moves, whether it ever stalls, and that it can rest. */
import type { Page } from 'playwright';
import { MESSAGE_STRIDE } from '../protocol/messages';
import { crowd } from './crowd';
import { takeDoings, timeFrames, watch } from './in-page';
import type { Stage } from './places';
import type { SingleRow } from './rows';

const FRAMES_MS = 10_000;
/** 60 frames a second, less what a measurement on a shared machine is off by. */
const FRAMES_PER_SEC = 55;
/** A frame that took longer than this missed its turn. */
const LATE_MS = 20;
const RUNNING_MS = 30_000;
const PAUSED_MS = 5_000;
/** What the browser itself does in five seconds without being asked, in milliseconds of script. */
const SCRIPT_MS = 5;
/** A page is given so long to load everything and come to rest. */
const SETTLE_MS = 5_000;

/** Opens a lab, waits until it runs, and a little longer. */
async function openLab(stage: Stage, lab: string): Promise<Page> {
  const { address } = await stage.builtApp();
  const page = await stage.newPage();
  await page.addInitScript(watch, MESSAGE_STRIDE);
  await page.goto(`${address}#/${lab}`);
  await page.locator('.react-flow__node').first().waitFor();
  await page.waitForTimeout(SETTLE_MS);
  return page;
}

/** 50 nodes and 500 messages, drawn one by one. */
export function smoothness(stage: Stage): SingleRow {
  return {
    name: 'page: 50 nodes and 500 messages in flight',
    // 60 on a screen; measured without one, on a machine that also runs the measurement.
    goal: `≥ ${String(FRAMES_PER_SEC)} frames/s`,
    measure: async () => {
      const page = await openLab(stage, 'load-balancing');
      const text = JSON.stringify(crowd());
      const file = { name: 'crowd.json', mimeType: 'application/json', buffer: Buffer.from(text) };
      await page.locator('#scenario-file').setInputFiles(file);
      await page.locator('.react-flow__node[data-id="lb5"]').waitFor();
      await page.waitForTimeout(SETTLE_MS);
      await page.evaluate(takeDoings);
      const gaps = await page.evaluate(timeFrames, FRAMES_MS);
      const { inFlight, pictures } = await page.evaluate(takeDoings);
      await page.context().close();
      const totalMs = gaps.reduce((sum, ms) => sum + ms, 0);
      const rate = (gaps.length * 1000) / totalMs;
      const late = gaps.filter((ms) => ms > LATE_MS).length / gaps.length;
      const fresh = (pictures * 1000) / totalMs;
      const says = `${rate.toFixed(1)} frames/s (${fresh.toFixed(1)} with news), ${(late * 100).toFixed(1)} % over ${String(LATE_MS)} ms, ${String(inFlight)} messages`;
      return { says, met: rate >= FRAMES_PER_SEC };
    },
  };
}

/** The main thread of a lab that runs is never blocked for long. */
export function longTasks(stage: Stage): SingleRow {
  return {
    name: 'page: tasks over 50 ms in 30 s of a running lab',
    goal: 'none',
    measure: async () => {
      const page = await openLab(stage, 'load-balancing');
      await page.evaluate(takeDoings);
      await page.waitForTimeout(RUNNING_MS);
      const { longTasks: found } = await page.evaluate(takeDoings);
      await page.context().close();
      const longest = found.length > 0 ? `, longest ${Math.max(...found).toFixed(0)} ms` : '';
      return { says: `${String(found.length)}${longest}`, met: found.length === 0 };
    },
  };
}

/** While a lab is paused nothing is drawn, nothing is sent, and no script runs. */
export function workWhilePaused(stage: Stage): SingleRow {
  return {
    name: 'page: work while paused, 5 s',
    goal: 'none',
    measure: async () => {
      const page = await openLab(stage, 'load-balancing');
      await page.getByRole('button', { name: 'Pause', exact: true }).first().click();
      await page.waitForTimeout(SETTLE_MS);
      const devTools = await page.context().newCDPSession(page);
      await devTools.send('Performance.enable');
      await page.evaluate(takeDoings);
      const before = await scriptMs(devTools);
      await page.waitForTimeout(PAUSED_MS);
      const script = (await scriptMs(devTools)) - before;
      const { frames, messages } = await page.evaluate(takeDoings);
      await page.context().close();
      const says = `${String(frames)} frames, ${String(messages)} messages, ${script.toFixed(1)} ms of script`;
      return { says, met: frames === 0 && messages === 0 && script < SCRIPT_MS };
    },
  };
}

type DevTools = Awaited<ReturnType<ReturnType<Page['context']>['newCDPSession']>>;

/** Time the page has spent in script so far. */
async function scriptMs(devTools: DevTools): Promise<number> {
  const { metrics } = await devTools.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0) * 1000;
}
