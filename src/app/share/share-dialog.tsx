import { Copy, FileDown, FolderOpen } from 'lucide-react';
import { useRef, useState } from 'react';
import { labEntries } from '../../labs/index';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { pickScenarioFile } from '../commands/scenario-file';
import { closeShare, copyText, saveRecording, saveScenario } from './actions';
import styles from './share-dialog.module.css';
import { useShare, type Shared } from './state';
import { momentParts } from './words';

const COPIED = 'Copied.';

/** What a link to this moment holds, the link itself, and the files that can go in its place. */
export function ShareDialog() {
  const shared = useShare((state) => state.shared);
  if (!shared) return null;
  const { moment, link, reason, copied } = shared;
  const title = labEntries.find(({ id }) => id === moment.lab)?.title ?? moment.lab;
  return (
    <Dialog title="Share this moment" onClose={closeShare}>
      <p className={styles.lead}>
        Opens <strong>{title}</strong> paused at this very moment, ready to play on:
      </p>
      <ul className={styles.parts}>
        {momentParts(moment).map((part) => (
          <li key={part}>{part}</li>
        ))}
        {moment.selection && <li>the selection</li>}
      </ul>
      {link === null ? <p className={styles.reason}>{reason}</p> : <LinkField link={link} copied={copied} />}
      <Files shared={shared} />
    </Dialog>
  );
}

function LinkField({ link, copied }: { link: string; copied: boolean }) {
  const field = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState(copied ? COPIED : '');
  const copy = async (): Promise<void> => {
    if (await copyText(link)) setSaid(COPIED);
    else {
      field.current?.select();
      setSaid('The browser keeps its clipboard to itself. The link is selected: copy it with the keyboard.');
    }
  };
  return (
    <>
      <div className={styles.link}>
        <input
          ref={field}
          aria-label="Link to this moment"
          readOnly
          value={link}
          onFocus={({ currentTarget }) => {
            currentTarget.select();
          }}
        />
        <Button look="primary" onClick={() => void copy()}>
          <Copy size={14} aria-hidden="true" /> Copy link
        </Button>
      </div>
      <p className={styles.said} role="status">
        {said} The link is all there is: nothing is stored elsewhere.
      </p>
    </>
  );
}

function Files({ shared }: { shared: Shared }) {
  return (
    <section className={styles.files} aria-label="Files">
      <h3>{shared.link === null ? 'As a file' : 'Or as a file'}</h3>
      <div className={styles.buttons}>
        <Button look={shared.link === null ? 'primary' : 'plain'} onClick={() => void saveRecording()}>
          <FileDown size={14} aria-hidden="true" /> Save recording
        </Button>
        <Button onClick={() => void saveScenario()}>
          <FileDown size={14} aria-hidden="true" /> Save scenario
        </Button>
        <Button
          onClick={() => {
            closeShare();
            pickScenarioFile();
          }}
        >
          <FolderOpen size={14} aria-hidden="true" /> Open a file…
        </Button>
      </div>
      <p className={styles.said}>
        A recording holds the run with all its branches, and this moment. A scenario holds the system alone,
        as its knobs are now. Either can be dropped on the page.
      </p>
    </section>
  );
}
