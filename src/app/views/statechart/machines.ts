/** Which nodes of the run have machines: found out by looking at each once, and remembered. */
import { useEffect } from 'react';
import { create } from 'zustand';
import type { Opened } from '../../../protocol/messages';
import { controller } from '../../run/controller';
import { NONE, useLab, type LabState } from '../../run/store';
import type { Found } from './choose';

interface Survey {
  /** The run that was looked at, and what was in force then; null before the first look. */
  of: Opened | null;
  when: string;
  found: readonly Found[];
}

const useSurvey = create<Survey>(() => ({ of: null, when: '', found: [] }));

/**
 * What may bring or take machines: settings in force, such as a breaker switched on, and how many nodes are up.
 * Anything else leaves what was found as it is.
 */
function whenOf({ log, position, faces }: LabState): string {
  const inputs = log?.branches.find(({ id }) => id === log.current)?.inputs ?? NONE;
  let settings = 0;
  for (const { action, atUs, muted } of inputs) {
    if (action === 'set' && !muted && atUs <= position.us) settings++;
  }
  let up = 0;
  for (const id in faces) if (faces[id]?.life === 'up') up++;
  return `${String(settings)} ${String(up)}`;
}

/** All machines of the run, in the order of its nodes; null while they are not known. */
export function useMachines(): readonly Found[] | null {
  const opened = useLab((state) => state.opened);
  const when = useLab(whenOf);
  const survey = useSurvey();
  useEffect(() => {
    const known = useSurvey.getState();
    if (!opened || (known.of === opened && known.when === when)) return;
    let ended = false;
    const look = async (): Promise<void> => {
      const found: Found[] = [];
      for (const { id } of opened.nodes) {
        const details = await controller.look('inspect', { node: id });
        if (ended) return;
        // A node that is down shows no machines; what is known of it stays.
        const before = known.of === opened && details?.face.life === 'down' ? known.found : NONE;
        found.push(
          ...before.filter(({ node }) => node === id),
          ...(details?.machines ?? []).map((machine) => ({ node: id, machine })),
        );
      }
      useSurvey.setState({ of: opened, when, found });
    };
    void look();
    return () => {
      ended = true;
    };
  }, [opened, when]);
  return opened && survey.of === opened ? survey.found : null;
}
