import { Ellipsis } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { RefObject } from 'react';
import type { ChartSpec } from '../../scenario/types';
import menu from '../../ui/menu.module.css';
import { usePrefs } from '../prefs';
import { notify } from '../run/store';
import styles from './charts.module.css';
import { lineKey, type ChartShot } from './shot';

interface ChartMenuProps {
  spec: ChartSpec;
  shot: ChartShot | undefined;
  plot: RefObject<HTMLElement | null>;
}

/** What can be taken away from a chart. The code for it is loaded when it is wanted. */
export function ChartMenu({ spec, shot, plot }: ChartMenuProps) {
  const download = async (form: 'csv' | 'png'): Promise<void> => {
    const svg = plot.current?.querySelector('svg');
    if (!shot || !svg) {
      notify(`${spec.title}: there is nothing to download yet.`);
      return;
    }
    const hidden = usePrefs.getState().hiddenLines;
    const lines = shot.lines.filter(({ label }) => !hidden.includes(lineKey(spec.id, label)));
    const { downloadCsv, downloadPng } = await import('./downloads');
    if (form === 'csv') downloadCsv(spec, shot, lines);
    else await downloadPng(spec, shot, lines, svg);
  };
  const take = (form: 'csv' | 'png'): void => {
    download(form).catch(() => {
      notify(`${spec.title} could not be saved as ${form.toUpperCase()}.`, 'bad');
    });
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className={styles.menuButton} aria-label={`More of ${spec.title}`}>
        <Ellipsis size={14} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu.menu} align="end" collisionPadding={8} sideOffset={4}>
          <DropdownMenu.Label className={menu.label}>{spec.help}</DropdownMenu.Label>
          <DropdownMenu.Item
            className={menu.item}
            onSelect={() => {
              take('csv');
            }}
          >
            Download the points (CSV)
          </DropdownMenu.Item>
          <DropdownMenu.Item
            className={menu.item}
            onSelect={() => {
              take('png');
            }}
          >
            Download a picture (PNG)
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
