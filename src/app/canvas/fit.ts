/** Asking the canvas to show everything, from wherever it may be asked. */
import { create } from 'zustand';

/** How often it has been asked. */
export const useFitRequests = create<{ count: number }>(() => ({ count: 0 }));

export function requestFit(): void {
  useFitRequests.setState(({ count }) => ({ count: count + 1 }));
}
