import { useId } from 'react';
import { Dialog } from '../../ui/dialog';
import { Kbd } from '../../ui/kbd';
import { Switch } from '../../ui/switch';
import { usePrefs } from '../prefs';
import { closeDialogs } from './dialogs';
import styles from './help.module.css';
import { KEY_ROWS, showKey, type KeyRow } from './keys';

const GROUPS: readonly KeyRow['group'][] = ['Time', 'System', 'Canvas', 'Page'];

/** All keys, and the switch for those without a modifier. */
export function Help() {
  const id = useId();
  const singleKeys = usePrefs((prefs) => prefs.singleKeys);
  return (
    <Dialog title="Keys" onClose={closeDialogs}>
      <div className={styles.switch}>
        <label htmlFor={id}>
          Single keys
          <span className={styles.help}>Keys without a modifier do something. Never while you type.</span>
        </label>
        <Switch
          id={id}
          checked={singleKeys}
          onChange={(on) => {
            usePrefs.setState({ singleKeys: on });
          }}
        />
      </div>
      <table className={styles.table}>
        <caption className="visually-hidden">Keys and what they do</caption>
        {GROUPS.map((group) => (
          <tbody key={group}>
            <tr>
              <th colSpan={2} scope="rowgroup">
                {group}
              </th>
            </tr>
            {KEY_ROWS.filter((row) => row.group === group).map((row) => (
              <tr key={row.title} data-off={(!singleKeys && row.always !== true) || undefined}>
                <td>
                  <Keys row={row} />
                </td>
                <td>{row.title}</td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
      <p className={styles.help}>
        Tab reaches everything. Shift F10 opens the actions of what has the focus, Enter selects it, and the
        arrow keys move a selected node.
      </p>
    </Dialog>
  );
}

function Keys({ row: { commands, range } }: { row: KeyRow }) {
  const names = Object.keys(commands);
  const shown = range ? [names[0] ?? '', names[names.length - 1] ?? ''] : names;
  return shown.map((name, index) => (
    <span key={name}>
      {index > 0 && (range ? ' … ' : ' ')}
      <Kbd>{showKey(name)}</Kbd>
    </span>
  ));
}
