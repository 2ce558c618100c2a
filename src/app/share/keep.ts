/** Keeps the run on screen as a draft while it goes on. */
import type { Moment } from '../../scenario/moment';
import { controller } from '../run/controller';
import { useLab } from '../run/store';
import { browserStorage, saveDraft } from './drafts';
import { useShare } from './state';
import { momentAt } from './take';

const EVERY_MS = 2_000;

/** Starts to keep drafts. @returns what ends it */
export function keepDrafts(): () => void {
  let kept = '';
  const keep = (): void => {
    const { trial, aside } = useLab.getState();
    // While an experiment is on, the run that was put aside is the user's own.
    const place = trial ? aside : controller.place();
    const moment = place && momentAt(place, null);
    if (!moment || !isOwnWork(moment)) return;
    const state = stateOf(moment);
    if (state === kept) return;
    kept = state;
    saveDraft(browserStorage(), moment, Date.now());
  };
  const timer = setInterval(keep, EVERY_MS);
  window.addEventListener('pagehide', keep);
  document.addEventListener('visibilitychange', keep);
  return () => {
    keep();
    clearInterval(timer);
    window.removeEventListener('pagehide', keep);
    document.removeEventListener('visibilitychange', keep);
  };
}

/** Whether somebody has done something to a run: one that just ran by itself is there again at once. */
function isOwnWork({ scenario, knobs, seed, log }: Moment): boolean {
  const { home } = useShare.getState();
  return (
    scenario !== null ||
    seed !== home?.lab.scenario.seed ||
    Object.keys(knobs).length > 0 ||
    log.branches.length > 1 ||
    log.branches.some(({ inputs }) => inputs.length > 0)
  );
}

/** Tells apart what is worth being kept anew. */
function stateOf({ us, events, log, speed, knobs, seed, selection }: Moment): string {
  const branches = log.branches.map(({ id, title, inputs }) => [id, title, inputs]);
  return JSON.stringify([us, events, log.current, branches, speed, knobs, seed, selection]);
}
