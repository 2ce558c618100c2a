import { useEffect, useState } from 'react';
import { loadLab } from '../../labs/index';
import { controller } from '../run/controller';
import { useLab } from '../run/store';
import { keepDrafts } from './keep';
import { enterLab, followAddress } from './open';
import { useShare } from './state';

/**
 * Opens a lab at the moment its address names, follows the address from then on, and keeps drafts of its runs.
 * @returns why the lab could not be loaded, or null
 */
export function useArrival(labId: string): string | null {
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let ended = false;
    const alive = (): boolean => !ended;
    let endDrafts = (): void => undefined;
    const follow = (): void => void followAddress();
    const loading = loadLab(labId);
    if (loading) controller.prepare();
    loading
      ?.then(async (lab) => {
        if (!alive()) return;
        await enterLab(labId, lab, alive);
        if (!alive()) return;
        endDrafts = keepDrafts();
        window.addEventListener('hashchange', follow);
      })
      .catch((error: unknown) => {
        setProblem(`The lab could not be loaded: ${error instanceof Error ? error.message : String(error)}`);
      });
    return () => {
      ended = true;
      endDrafts();
      window.removeEventListener('hashchange', follow);
      controller.pause();
    };
  }, [labId]);
  useForgottenArrival();
  return problem;
}

/** What was opened is old news as soon as time goes on. */
function useForgottenArrival(): void {
  const running = useLab((state) => state.life === 'running');
  useEffect(() => {
    if (running) useShare.setState({ arrival: null });
  }, [running]);
}
