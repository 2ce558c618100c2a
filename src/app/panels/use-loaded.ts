import { useEffect, useState } from 'react';

/** Something that is loaded for a key: still on its way, there, or failed with a sentence. */
export type Loaded<T> =
  { state: 'loading' } | { state: 'there'; value: T } | { state: 'failed'; problem: string };

const LOADING = { state: 'loading' } as const;

/** Loads what belongs to a key, anew when the key changes. `load` must be the same function every time. */
export function useLoaded<T>(key: string, load: (key: string) => Promise<T>): Loaded<T> {
  const [loaded, setLoaded] = useState<{ key: string; result: Loaded<T> }>({ key, result: LOADING });
  useEffect(() => {
    let ended = false;
    const keep = (result: Loaded<T>): void => {
      if (!ended) setLoaded({ key, result });
    };
    load(key).then(
      (value) => {
        keep({ state: 'there', value });
      },
      (error: unknown) => {
        keep({ state: 'failed', problem: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => {
      ended = true;
    };
  }, [key, load]);
  return loaded.key === key ? loaded.result : LOADING;
}
