import { Button } from '../../../ui/button';
import { Canvas } from '../../canvas/canvas';
import { openTwin } from '../../compare/open';
import { RunCaption } from '../../compare/run-caption';
import { useLab } from '../../run/store';
import { Empty } from '../frame';

/** The pinned run as it is at the same moment, under the same faults. */
export function View() {
  const pinned = useLab((state) => state.baseline !== null);
  if (pinned) return <Canvas side="pinned" caption={<RunCaption side="pinned" />} />;
  return (
    <Empty label="Twin">
      <p>Two runs side by side: one seed, the same faults, other knobs.</p>
      <p>
        <Button look="primary" onClick={() => void openTwin()}>
          Pin this run as the twin
        </Button>
      </p>
    </Empty>
  );
}
