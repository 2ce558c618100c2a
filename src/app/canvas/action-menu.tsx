import { DropdownMenu } from 'radix-ui';
import { useEffect, useState } from 'react';
import type { NodeDetails } from '../../protocol/messages';
import { Kbd } from '../../ui/kbd';
import menu from '../../ui/menu.module.css';
import { linkActions, messageActions, nodeActions, type ActionGroup } from '../commands/actions';
import { controller } from '../run/controller';
import { useLab, type Selection } from '../run/store';
import { useActionMenu } from './open-menu';

/** The one menu of all views: right-click, Shift+F10 and long press open it. */
export function ActionMenu() {
  const { about, x, y } = useActionMenu();
  const groups = useGroups(about);
  return (
    <DropdownMenu.Root
      open={about !== null && groups.length > 0}
      onOpenChange={(open) => {
        if (!open) useActionMenu.setState({ about: null });
      }}
      modal={false}
    >
      <DropdownMenu.Trigger asChild>
        <span style={{ position: 'fixed', left: x, top: y }} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu.menu} align="start" collisionPadding={8} loop>
          {groups.map((group) => (
            <DropdownMenu.Group key={group.title}>
              <DropdownMenu.Label className={menu.label}>{group.title}</DropdownMenu.Label>
              {group.actions.map((action) => (
                <DropdownMenu.Item
                  key={action.id}
                  className={menu.item}
                  disabled={typeof action.refusal === 'string'}
                  onSelect={action.run}
                >
                  <span>
                    {action.title}
                    {typeof action.refusal === 'string' && (
                      <span className={menu.reason}>{action.refusal}</span>
                    )}
                  </span>
                  {action.shortcut !== undefined && <Kbd>{action.shortcut}</Kbd>}
                </DropdownMenu.Item>
              ))}
            </DropdownMenu.Group>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** The actions of a thing. Those of a node's kind come as soon as the worker has said which there are. */
function useGroups(about: Selection | null): ActionGroup[] {
  const [details, setDetails] = useState<NodeDetails | null>(null);
  const node = about?.kind === 'node' ? about.id : null;
  const face = useLab((state) => (node === null ? undefined : state.faces[node]));
  useEffect(() => {
    if (node === null) return;
    let ended = false;
    void controller.look('inspect', { node }).then((found) => {
      if (!ended) setDetails(found);
    });
    return () => {
      ended = true;
    };
  }, [node]);
  if (about === null) return [];
  if (about.kind === 'link') return linkActions(about.from, about.to);
  if (about.kind === 'node') return face ? nodeActions(face, details?.id === node ? details : null) : [];
  const link = useLab.getState().opened?.links[about.link];
  return link ? messageActions(link.from, link.to, about.number) : [];
}
