import { Download } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { IconButton } from '../../ui/button';
import menu from '../../ui/menu.module.css';
import { NONE, useLab } from '../run/store';
import { EXPORTS, isOffered } from './export-list';

/** Takes away what is seen: pictures, a log, a table. */
export function ExportMenu() {
  const views = useLab((state) => state.lab?.views) ?? NONE;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <IconButton
          label="Export"
          look="ghost"
          size="small"
          icon={<Download size={16} aria-hidden="true" />}
        />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu.menu} align="end" sideOffset={4} collisionPadding={8}>
          <DropdownMenu.Label className={menu.label}>Export what is seen</DropdownMenu.Label>
          {EXPORTS.filter((choice) => isOffered(choice, views)).map(({ id, title, run }) => (
            <DropdownMenu.Item key={id} className={menu.item} onSelect={run}>
              {title}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
