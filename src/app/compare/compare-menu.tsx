import { Scale } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { Button, IconButton } from '../../ui/button';
import { Kbd } from '../../ui/kbd';
import menu from '../../ui/menu.module.css';
import { useLab } from '../run/store';
import { compareCommands } from './compare-commands';

/** Everything that compares runs. */
export function CompareMenu({ words }: { words: boolean }) {
  const icon = <Scale size={16} aria-hidden="true" />;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        {words ? <Button>{icon} Compare</Button> : <IconButton label="Compare" icon={icon} />}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu.menu} align="end" sideOffset={4} collisionPadding={8}>
          <Items />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Items() {
  const state = useLab();
  return compareCommands(state)
    .filter(({ refusal }) => typeof refusal !== 'string')
    .map(({ id, title, help, shortcut, run }) => (
      <DropdownMenu.Item key={id} className={menu.item} onSelect={run}>
        <span>
          {title}
          {help !== undefined && <span className={menu.reason}>{help}</span>}
        </span>
        {shortcut !== undefined && <Kbd>{shortcut}</Kbd>}
      </DropdownMenu.Item>
    ));
}
