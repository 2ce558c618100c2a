import { useEffect } from 'react';
import { labEntries } from '../../labs/index';
import { Dialogs } from '../commands/dialog-host';
import { Gallery } from '../gallery/gallery';
import { useLab } from '../run/store';
import { MomentBar } from '../share/moment-bar';
import { useArrival } from '../share/use-arrival';
import { Failure } from './failure';
import { LiveRegion } from './live-region';
import { Notices } from './notices';
import { Phone } from './phone';
import { WIDE } from './sheet';
import styles from './shell.module.css';
import { TopBar } from './top-bar';
import { Transport } from '../timeline/transport';
import { useMedia } from './use-media';
import { Workbench } from './workbench';

/** One lab, open and running. */
export function LabPage({ labId }: { labId: string }) {
  const problem = useArrival(labId);
  const known = labEntries.some((entry) => entry.id === labId);
  const wide = useMedia(WIDE);
  const title = labEntries.find((entry) => entry.id === labId)?.title ?? labId;
  useEffect(() => {
    document.title = known ? `${title} · Faultline` : 'Faultline';
  }, [title, known]);
  if (!known)
    return <Gallery notice={`There is no lab called “${labId.slice(0, 60)}”. Pick one from the list.`} />;
  return (
    <div className={styles.page}>
      <div>
        <TopBar labId={labId} />
        <MomentBar />
      </div>
      {problem !== null ? <Failure text={problem} /> : <Main wide={wide} />}
      <Transport />
      <Notices />
      <LiveRegion />
      <Dialogs />
    </div>
  );
}

function Main({ wide }: { wide: boolean }) {
  const failure = useLab((state) => state.failure);
  if (failure !== null) return <Failure text={failure} />;
  return wide ? <Workbench /> : <Phone />;
}
