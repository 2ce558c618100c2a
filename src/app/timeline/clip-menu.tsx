import { DropdownMenu } from 'radix-ui';
import { Kbd } from '../../ui/kbd';
import menu from '../../ui/menu.module.css';
import { clipActions } from './clip-actions';
import { useClipMenu } from './clip-menu-store';
import { useTimelineClips } from './use-timeline-clips';

/** The one menu of all clips: right-click, Shift+F10 and long press open it. */
export function ClipMenu() {
  const { open, id, x, y } = useClipMenu();
  const clip = useTimelineClips().find(({ input }) => input.id === id);
  return (
    <DropdownMenu.Root
      open={open && clip !== undefined}
      onOpenChange={(opens) => {
        if (!opens) useClipMenu.setState({ open: false });
      }}
      modal={false}
    >
      <DropdownMenu.Trigger asChild>
        <span style={{ position: 'fixed', left: x, top: y }} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={menu.menu}
          side="top"
          align="start"
          collisionPadding={8}
          loop
          onCloseAutoFocus={(event) => {
            // Back to the clip, if it is still there.
            event.preventDefault();
            document.querySelector<HTMLElement>(`[data-clip="${CSS.escape(id)}"]`)?.focus();
          }}
        >
          <DropdownMenu.Label className={menu.label}>{clip?.words}</DropdownMenu.Label>
          {(clip ? clipActions(clip) : []).map(({ title, shortcut, refusal, run }) => (
            <DropdownMenu.Item
              key={title}
              className={menu.item}
              disabled={refusal !== undefined}
              onSelect={run}
            >
              <span>
                {title}
                {refusal !== undefined && <span className={menu.reason}>{refusal}</span>}
              </span>
              {shortcut !== undefined && <Kbd>{shortcut}</Kbd>}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
