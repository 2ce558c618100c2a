import { ChartSpline, GitBranch, Pencil, Trash2 } from 'lucide-react';
import { useId, useState } from 'react';
import type { Branch, InputLog } from '../../protocol/messages';
import { sharedUntilUs } from '../../run/log';
import { Button, IconButton } from '../../ui/button';
import { classes } from '../../ui/classes';
import { Popover } from '../../ui/popover';
import { formatMoment, formatSince } from '../format';
import { controller } from '../run/controller';
import { changeLog } from '../run/log-changes';
import { compareWith, stopComparing } from '../run/overlay';
import { partingWords } from '../run/parting';
import { useLab } from '../run/store';
import styles from './branches.module.css';
import { useTimeTools } from './tools';

/** The branches of the run: switch, rename, compare, delete. */
export function Branches() {
  const open = useTimeTools((tools) => tools.open === 'branches');
  const log = useLab((state) => state.log);
  const count = log?.branches.length ?? 0;
  return (
    <Popover
      title="Branches"
      open={open}
      onOpen={(to) => {
        useTimeTools.setState({ open: to ? 'branches' : null });
      }}
      button={
        <IconButton
          label={`Branches: ${String(count)}`}
          look={count > 1 ? 'chosen' : 'plain'}
          icon={<GitBranch size={16} />}
        />
      }
    >
      {log && (
        <ul className={styles.list}>
          {log.branches.map((branch) => (
            <BranchRow key={branch.id} log={log} branch={branch} />
          ))}
        </ul>
      )}
      {count === 1 && (
        <p className={styles.facts}>
          Go back in time and do something: the old future stays here as a branch of its own.
        </p>
      )}
      <PartingWords />
    </Popover>
  );
}

function BranchRow({ log, branch }: { log: InputLog; branch: Branch }) {
  const [renaming, setRenaming] = useState(false);
  const headUs = useLab((state) => (branch.id === log.current ? state.headUs : branch.headUs));
  const current = branch.id === log.current;
  if (renaming) {
    return (
      <li>
        <Rename
          branch={branch}
          onDone={() => {
            setRenaming(false);
          }}
        />
      </li>
    );
  }
  return (
    <li className={classes(styles.branch, current && styles.current)}>
      <button
        type="button"
        className={styles.name}
        aria-current={current || undefined}
        title={current ? 'The branch on screen' : `Switch to ${branch.title}`}
        onClick={() => {
          if (!current) void controller.switchBranch(branch.id);
        }}
      >
        <span className={styles.title}>{branch.title}</span>
        <span className={styles.facts}>{factsOf(log, branch, headUs)}</span>
      </button>
      <BranchButtons
        branch={branch}
        current={current}
        last={log.branches.length === 1}
        onRename={() => {
          setRenaming(true);
        }}
      />
    </li>
  );
}

function factsOf(log: InputLog, { id, parentId, forkAtUs }: Branch, headUs: number): string {
  const parent = log.branches.find((one) => one.id === parentId);
  const from = parent ? `left ${parent.title} at ${formatMoment(forkAtUs)}, ` : '';
  return `${from}${id === log.current ? 'on screen, ' : ''}run to ${formatSince(headUs)}`;
}

function BranchButtons({
  branch: { id, title },
  current,
  last,
  onRename,
}: {
  branch: Branch;
  current: boolean;
  last: boolean;
  onRename: () => void;
}) {
  const compared = useLab((state) => state.overlay?.branch === id);
  const trial = useLab((state) => state.trial?.beside != null);
  return (
    <div className={styles.buttons}>
      {!current && (
        <IconButton
          label={compared ? `Stop comparing with ${title}` : `Compare with ${title}`}
          look={compared ? 'chosen' : 'ghost'}
          size="small"
          aria-pressed={compared}
          refusal={trial ? 'The experiment has a run beside it already.' : null}
          icon={<ChartSpline size={14} />}
          onClick={() => {
            if (compared) stopComparing();
            else void compareWith(id);
          }}
        />
      )}
      <IconButton
        label={`Rename ${title}`}
        look="ghost"
        size="small"
        icon={<Pencil size={14} />}
        onClick={onRename}
      />
      <IconButton
        label={`Delete ${title}`}
        look="ghost"
        size="small"
        refusal={last ? 'The last branch stays.' : null}
        icon={<Trash2 size={14} />}
        onClick={() => void changeLog(`delete branch ${title}`, { kind: 'discard', branch: id })}
      />
    </div>
  );
}

function Rename({ branch: { id, title }, onDone }: { branch: Branch; onDone: () => void }) {
  const field = useId();
  return (
    <form
      className={styles.rename}
      onSubmit={(event) => {
        event.preventDefault();
        const name = new FormData(event.currentTarget).get('title');
        if (typeof name === 'string' && name.trim() !== '' && name !== title) {
          void changeLog(`rename ${title}`, { kind: 'rename', branch: id, title: name });
        }
        onDone();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onDone();
      }}
    >
      <label htmlFor={field} className="visually-hidden">
        Name of the branch
      </label>
      <input
        id={field}
        name="title"
        className={styles.field}
        defaultValue={title}
        maxLength={60}
        autoComplete="off"
        ref={focusAll}
      />
      <Button type="submit" size="small">
        Rename
      </Button>
    </form>
  );
}

function focusAll(field: HTMLInputElement | null): void {
  field?.select();
}

/** Where the compared branch parts from the one on screen, in words. */
function PartingWords() {
  const overlay = useLab((state) => state.overlay);
  const log = useLab((state) => state.log);
  const here = log?.branches.find(({ id }) => id === log.current)?.title ?? '';
  if (!overlay || !log) return null;
  const { title, divergence } = overlay;
  const sharedUs = sharedUntilUs(log, log.current, overlay.branch);
  return (
    <div className={styles.says} role="status">
      {divergence ? (
        partingWords(divergence, `“${here}”`, `“${title}”`).map((line) => <p key={line}>{line}</p>)
      ) : (
        <p>
          “{title}” is dashed on the charts. Looking for the first difference after {formatMoment(sharedUs)}…
        </p>
      )}
    </div>
  );
}
