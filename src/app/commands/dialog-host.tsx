import { lazy, Suspense, useEffect } from 'react';
import { showCanvas } from '../shell/sheet';
import { useDialogs } from './dialogs';
import { FileDrop } from './file-drop';
import { listenToKeys } from './key-listener';

const Palette = lazy(async () => ({ default: (await import('./palette')).Palette }));
const Help = lazy(async () => ({ default: (await import('./help')).Help }));
const Sides = lazy(async () => ({ default: (await import('./sides')).Sides }));
const ShareDialog = lazy(async () => ({ default: (await import('../share/share-dialog')).ShareDialog }));
const Trouble = lazy(async () => ({ default: (await import('./trouble')).Trouble }));

/** The keys of a lab, its dialogs, and files that are dropped on it. */
export function Dialogs() {
  const open = useDialogs((dialogs) => dialogs.open);
  useEffect(() => {
    const end = listenToKeys();
    return () => {
      end();
      useDialogs.setState({ open: null, resume: false });
      showCanvas();
    };
  }, []);
  return (
    <>
      <FileDrop />
      <Suspense fallback={null}>
        {open === 'palette' && <Palette />}
        {open === 'help' && <Help />}
        {open === 'sides' && <Sides />}
        {open === 'trouble' && <Trouble />}
        {open === 'share' && <ShareDialog />}
      </Suspense>
    </>
  );
}
