import { Command as Menu } from 'cmdk';
import { Dialog } from 'radix-ui';
import { useEffect, useMemo, useState } from 'react';
import type { NodeDetails } from '../../protocol/messages';
import dialog from '../../ui/dialog.module.css';
import { Kbd } from '../../ui/kbd';
import { controller } from '../run/controller';
import { useLab } from '../run/store';
import { isThere } from './actions';
import { allCommands, type Command } from './commands';
import { closeDialogs } from './dialogs';
import { findCommands } from './find';
import styles from './palette.module.css';

/** Nodes that are asked what they can do: of a larger system only the first ones. */
const NODES_ASKED = 60;

/** Every command of the page, found by typing. */
export function Palette() {
  const [text, setText] = useState('');
  // As things stood when it was opened: rows that change under the fingers help nobody.
  const [state] = useState(useLab.getState);
  const example = state.opened?.nodes.findLast(({ id }) => isThere(state, id))?.id ?? 's2';
  const details = useDetails();
  const commands = useMemo(() => allCommands(state, details), [state, details]);
  const groups = useMemo(() => findCommands(commands, text), [commands, text]);
  return (
    <Dialog.Root
      open
      onOpenChange={(open) => {
        if (!open) closeDialogs();
      }}
    >
      <Dialog.Portal>
        <Dialog.Overlay className={dialog.scrim} />
        <Dialog.Content className={styles.palette} aria-describedby={undefined}>
          <Dialog.Title className="visually-hidden">Commands</Dialog.Title>
          <Menu className={styles.menu} label="Commands" shouldFilter={false} vimBindings={false} loop>
            <Menu.Input
              className={styles.input}
              placeholder={`What shall happen? Try “crash ${example}”.`}
              value={text}
              onValueChange={setText}
            />
            <Menu.List className={styles.list} label="Commands">
              <Menu.Empty className={styles.nothing}>No command matches “{text.trim()}”.</Menu.Empty>
              {groups.map((group) => (
                <Menu.Group key={group.title} className={styles.group} heading={group.title}>
                  {group.commands.map((command) => (
                    <Item key={`${command.group} ${command.id}`} command={command} />
                  ))}
                </Menu.Group>
              ))}
            </Menu.List>
          </Menu>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** One that is refused stays in reach, so that the reason can be read. */
function Item({ command }: { command: Command }) {
  const { title, context, help, refusal, shortcut } = command;
  const refused = typeof refusal === 'string';
  const under = refused ? refusal : help;
  return (
    <Menu.Item
      className={styles.item}
      value={`${command.group} ${command.id}`}
      data-refused={refused || undefined}
      onSelect={() => {
        if (refused) return;
        closeDialogs();
        command.run();
      }}
    >
      <span className={styles.words}>
        <span className={styles.title}>
          {title}
          {context !== undefined && <span className={styles.context}> {context}</span>}
        </span>
        {under !== undefined && <span className={styles.under}>{under}</span>}
      </span>
      {shortcut !== undefined && <Kbd>{shortcut}</Kbd>}
    </Menu.Item>
  );
}

/** What the nodes can do beside what all nodes can, as soon as they have said so. */
function useDetails(): ReadonlyMap<string, NodeDetails> {
  const [details, setDetails] = useState<ReadonlyMap<string, NodeDetails>>(new Map());
  useEffect(() => {
    let ended = false;
    const state = useLab.getState();
    const ids = (state.opened?.nodes ?? []).map(({ id }) => id).filter((id) => isThere(state, id));
    const asked = ids.slice(0, NODES_ASKED).map((node) => controller.look('inspect', { node }));
    void Promise.all(asked).then((answers) => {
      if (ended) return;
      setDetails(new Map(answers.flatMap((one) => (one ? [[one.id, one] as const] : []))));
    });
    return () => {
      ended = true;
    };
  }, []);
  return details;
}
