/** Which run a canvas shows: the one on screen, or the one that is pinned beside it. */
import { createContext, useContext } from 'react';
import type { ShownFace } from '../../protocol/messages';
import { useCompanion } from '../run/companion';
import { controller } from '../run/controller';
import type { FrameBus } from '../run/frame-bus';
import { useLab } from '../run/store';

export type Side = 'own' | 'pinned';

export const SideContext = createContext<Side>('own');

export function useSide(): Side {
  return useContext(SideContext);
}

/** The frames of a canvas's run. */
export function framesOf(side: Side): FrameBus {
  return side === 'own' ? controller.frames : controller.companion.frames;
}

/** The face of a node in the run of this canvas. */
export function useFace(id: string): ShownFace | undefined {
  const own = useLab((state) => state.faces[id]);
  const pinned = useCompanion((state) => state.faces[id]);
  return useSide() === 'own' ? own : pinned;
}

/** Ids of the nodes that are not there in the run of this canvas, in one text. */
export function useAbsent(): string {
  const opened = useLab((state) => state.opened);
  const own = useLab((state) => state.faces);
  const pinned = useCompanion((state) => state.faces);
  const faces = useSide() === 'own' ? own : pinned;
  return (opened?.nodes ?? [])
    .filter(({ id, present }) => (faces[id]?.life ?? (present ? 'up' : 'absent')) === 'absent')
    .map(({ id }) => id)
    .join(' ');
}
