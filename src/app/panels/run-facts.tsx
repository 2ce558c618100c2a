import { Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { RunSummary } from '../../protocol/messages';
import { IconButton } from '../../ui/button';
import { formatMoment, formatNumber } from '../format';
import { controller } from '../run/controller';
import { notify, useLab } from '../run/store';
import styles from './panels.module.css';
import { commandLine } from './command-line';

/** What the run is made of, and how to have the very same one without a page. Known while it stands still. */
export function RunFacts() {
  const [summary, setSummary] = useState<RunSummary | null>(null);
  const paused = useLab((state) => state.life === 'paused');
  const events = useLab((state) => state.position.events);
  useEffect(() => {
    if (!paused) return;
    let ended = false;
    void controller.look('summary', {}).then((found) => {
      if (!ended) setSummary(found);
    });
    return () => {
      ended = true;
    };
  }, [paused, events]);
  if (!paused || !summary)
    return <p className={styles.empty}>Pause to see this run’s hash and its command.</p>;
  const command = commandLine(summary);
  const rows: [string, string][] = [
    ['seed', String(summary.seed)],
    ['until', formatMoment(summary.untilUs)],
    ['events', formatNumber(summary.events)],
    ['trace hash', summary.traceHash],
  ];
  return (
    <section className={styles.section}>
      <h3>This run</h3>
      <div>
        {rows.map(([name, value]) => (
          <p key={name} className={styles.row}>
            <span>{name}</span>
            <span>{value}</span>
          </p>
        ))}
      </div>
      <p className={styles.empty}>The same run on the command line gives the same hash:</p>
      <div className={styles.command}>
        <code>{command}</code>
        <IconButton
          label="Copy the command"
          size="small"
          icon={<Copy size={14} />}
          onClick={() => {
            navigator.clipboard.writeText(command).then(
              () => {
                notify('Copied.');
              },
              () => {
                notify('The browser does not let this page write to the clipboard.', 'warn');
              },
            );
          }}
        />
      </div>
    </section>
  );
}
