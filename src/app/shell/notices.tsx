import { X } from 'lucide-react';
import { useEffect } from 'react';
import { Button, IconButton } from '../../ui/button';
import { classes } from '../../ui/classes';
import { dismissNotice, useLab, type Notice } from '../run/store';
import styles from './shell.module.css';

const SHOWN_MS = 7_000;

/** Lines for the user, above the transport. They go by themselves, except the bad ones. */
export function Notices() {
  const notices = useLab((state) => state.notices);
  return (
    <div className={styles.notices}>
      {notices.map((notice) => (
        <NoticeLine key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function NoticeLine({ notice }: { notice: Notice }) {
  const { id, text, tone, action } = notice;
  useEffect(() => {
    if (tone === 'bad') return;
    const timer = setTimeout(() => {
      dismissNotice(id);
    }, SHOWN_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [id, tone]);
  return (
    <div className={classes(styles.notice, styles[tone])} role={tone === 'bad' ? 'alert' : 'status'}>
      <span>{text}</span>
      {action && (
        <Button
          size="small"
          onClick={() => {
            action.run();
            dismissNotice(id);
          }}
        >
          {action.title}
        </Button>
      )}
      <IconButton
        label="Dismiss"
        look="ghost"
        size="small"
        icon={<X size={14} />}
        onClick={() => {
          dismissNotice(id);
        }}
      />
    </div>
  );
}
