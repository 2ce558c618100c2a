import { useEffect, useRef } from 'react';
import { controller } from '../run/controller';
import { partingUs } from '../run/parting';
import { useLab } from '../run/store';
import { WhyMarks } from '../why/why-marks';
import { BookmarkFlags } from './bookmarks';
import { BranchLines } from './branch-lines';
import branches from './branches.module.css';
import { pasteClip } from './clip-actions';
import { ClipBar } from './clip-bar';
import { ClipMenu } from './clip-menu';
import { rowsOf } from './range';
import { Scrubber } from './scrubber';
import styles from './timeline.module.css';
import { linesShown, percent, timelineRange } from './timeline-range';
import { useTimelineClips } from './use-timeline-clips';

/** The run over time: what happened, the playhead, the clips of what the user did, bookmarks and other branches. */
export function Timeline() {
  const headUs = useLab((state) => state.headUs);
  const log = useLab((state) => state.log);
  const rangeUs = useLab(timelineRange);
  const clips = useTimelineClips();
  const bars = rowsOf(clips);
  const lanes = bars.some(({ row }) => row > 1) ? 2 : 1;
  const rows = new Map(bars.map(({ clip, row }) => [clip.input.id, row]));
  return (
    <div
      className={styles.timeline}
      data-lanes={lanes}
      style={{ ['--branches' as string]: linesShown(log) }}
      role="group"
      aria-label="Run over time"
      onKeyDown={(event) => {
        if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'v') return;
        event.preventDefault();
        pasteClip();
      }}
    >
      <Scrubber rangeUs={rangeUs} />
      {log && log.branches.length > 1 && <BranchLines log={log} rangeUs={rangeUs} />}
      <Parting rangeUs={rangeUs} />
      <WhyMarks untilUs={rangeUs} />
      {clips.map((clip) => (
        <ClipBar
          key={clip.input.id}
          clip={clip}
          row={rows.get(clip.input.id) ?? 0}
          headUs={clip.endsAtUs === null ? headUs : 0}
          rangeUs={rangeUs}
        />
      ))}
      <BookmarkFlags rangeUs={rangeUs} />
      <WhyMarks untilUs={rangeUs} />
      <Playhead rangeUs={rangeUs} />
      <ClipMenu />
    </div>
  );
}

/** Moves with every frame, past React. */
function Playhead({ rangeUs }: { rangeUs: number }) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      controller.frames.subscribe(({ position }) => {
        if (line.current) line.current.style.left = percent(Math.min(position.us, rangeUs), rangeUs);
      }),
    [rangeUs],
  );
  return <div ref={line} className={styles.playhead} />;
}

/** Where the run that is compared parts from this one. */
function Parting({ rangeUs }: { rangeUs: number }) {
  const atUs = useLab(partingUs);
  if (atUs === undefined) return null;
  return <div className={branches.parting} style={{ left: percent(atUs, rangeUs) }} />;
}
