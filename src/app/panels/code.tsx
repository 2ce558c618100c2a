import { Check, Copy, WrapText } from 'lucide-react';
import { useId, useState } from 'react';
import { IconButton } from '../../ui/button';
import { classes } from '../../ui/classes';
import { NONE, notify, useLab } from '../run/store';
import styles from './code.module.css';
import { highlight } from './highlight';
import panels from './panels.module.css';
import { useLoaded } from './use-loaded';

const sources = import.meta.glob<string>(
  ['../../patterns/**/*.ts', '!../../patterns/**/*.test.ts', '!../../patterns/**/testing/**'],
  { query: '?raw', import: 'default' },
);

async function loadSource(file: string): Promise<string> {
  const load = sources[`../../${file}`];
  if (!load) throw new Error(`there is no file ${file}`);
  return (await load()).trimEnd();
}

async function loadColours(file: string) {
  return highlight(await loadSource(file));
}

/** The source of the pattern: the very code that runs in the simulation. */
export function Code() {
  const files = useLab((state) => state.lab?.code) ?? NONE;
  const [chosen, setChosen] = useState('');
  const id = useId();
  const shown = files.find(({ file }) => file === chosen) ?? files[0];
  if (!shown) return <p className={panels.loading}>This lab names no source files.</p>;
  return (
    <div className={styles.code}>
      <div className={styles.head}>
        <label htmlFor={id} className="visually-hidden">
          Source file
        </label>
        <select
          id={id}
          className={styles.select}
          value={shown.file}
          onChange={(event) => {
            setChosen(event.target.value);
          }}
        >
          {files.map(({ title, file }) => (
            <option key={file} value={file}>
              {title}
            </option>
          ))}
        </select>
      </div>
      <Source key={shown.file} file={shown.file} />
    </div>
  );
}

function Source({ file }: { file: string }) {
  const source = useLoaded(file, loadSource);
  const coloured = useLoaded(file, loadColours);
  const [wrapped, setWrapped] = useState(false);
  if (source.state === 'loading') return <p className={panels.loading}>Loading…</p>;
  if (source.state === 'failed') {
    return <p className={panels.loading}>The source could not be loaded: {source.problem}.</p>;
  }
  const lines =
    coloured.state === 'there'
      ? coloured.value
      : source.value.split('\n').map((line) => [[line, 'inherit'] as const]);
  return (
    <>
      <div className={styles.bar}>
        <span className={styles.path}>src/{file}</span>
        <IconButton
          label={wrapped ? 'Do not wrap long lines' : 'Wrap long lines'}
          look="ghost"
          size="small"
          aria-pressed={wrapped}
          icon={<WrapText size={14} />}
          onClick={() => {
            setWrapped(!wrapped);
          }}
        />
        <CopyButton text={source.value} />
      </div>
      <div className={styles.scroll} role="region" aria-label={`Source of ${file}`} tabIndex={0}>
        <pre className={classes(styles.source, wrapped && styles.wrapped)}>
          {lines.map((pieces, index) => (
            <code key={index}>
              {pieces.map(([text, color], at) => (
                <span key={at} style={{ color }}>
                  {text}
                </span>
              ))}
              {'\n'}
            </code>
          ))}
        </pre>
      </div>
    </>
  );
}

function CopyButton({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      notify('The browser does not allow copying here: select the text instead.', 'warn');
    }
  };
  return (
    <IconButton
      label={copied ? 'Copied' : 'Copy the file'}
      look="ghost"
      size="small"
      icon={copied ? <Check size={14} /> : <Copy size={14} />}
      onClick={() => void copy()}
      onBlur={() => {
        setCopied(false);
      }}
    />
  );
}
