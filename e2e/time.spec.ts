/** Time is the user's: branches, clips, undo, bookmarks, running until, and steps that lead back to where they came from. */
import type { Locator, Page } from '@playwright/test';
import { clip, command, expect, node, openLab, pastSecond, pause, seconds, setSpeed, test } from './support';

/** Opens a lab, crashes a server and lets it go on for a while; the run stands still then. */
async function runWithCrash(page: Page): Promise<void> {
  await openLab(page, 'load-balancing');
  await pastSecond(page, 1);
  await command(page, 'crash s2');
  await expect(node(page, 's2')).toContainText('crashed');
  await setSpeed(page, '5×');
  await pastSecond(page, 8);
  await pause(page);
}

/** The hash of everything that has happened, as Inspect shows it. */
async function hash(page: Page): Promise<string> {
  const facts = page.getByRole('tabpanel', { name: 'Inspect' });
  if (!(await facts.isVisible())) await page.getByRole('tab', { name: 'Inspect' }).click();
  const row = facts.locator('p').filter({ hasText: 'trace hash' });
  await expect(row).toBeVisible();
  // It is read once the run stands, a moment after each change.
  await page.waitForTimeout(300);
  return (await row.innerText()).replace(/\s+/g, ' ').replace('trace hash ', '');
}

/** The place on the timeline for a share of its width. */
async function timelineAt(page: Page, share: number): Promise<{ x: number; y: number }> {
  const box = await page.getByRole('slider', { name: 'Timeline' }).boundingBox();
  if (!box) throw new Error('There is no timeline.');
  return { x: box.x + box.width * share, y: box.y + 24 };
}

function clipButton(page: Page, words: string): Locator {
  return page.getByRole('group', { name: 'Run over time' }).getByRole('button', { name: words });
}

test('act in the past, keep both branches, switch, rename, compare, delete, and undo', async ({ page }) => {
  await runWithCrash(page);
  const far = await seconds(page);
  const { x, y } = await timelineAt(page, 0.2);
  await page.mouse.click(x, y);
  await expect.poll(() => seconds(page)).toBeLessThan(far - 2);
  await command(page, 'crash s4');
  await expect(page.getByText('the old future is kept as a branch')).toBeVisible();
  await page.keyboard.press('k');
  await pastSecond(page, 6);
  await pause(page);

  const branches = page.getByRole('dialog', { name: 'Branches' });
  await page.getByRole('button', { name: 'Branches: 2' }).click();
  await expect(branches.getByRole('button', { name: /^after s4 crash/ })).toHaveAttribute(
    'aria-current',
    'true',
  );
  await branches.getByRole('button', { name: 'Compare with main' }).click();
  await expect(branches.getByText(/They part at .* in “after s4 crash” you: s4 crash/)).toBeVisible();
  await expect(branches.getByText(/The first consequence, at/)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Charts' }).getByTitle('dashed: main').first()).toBeVisible();

  await branches.getByRole('button', { name: 'Rename after s4 crash' }).click();
  await page.getByLabel('Name of the branch').fill('two servers down');
  await page.keyboard.press('Enter');
  await branches.getByRole('button', { name: /^main/ }).click();
  await expect.poll(() => seconds(page)).toBeCloseTo(far, 2);
  await expect(node(page, 's4')).not.toContainText('crashed');
  await branches.getByRole('button', { name: /^two servers down/ }).click();
  await expect(node(page, 's4')).toContainText('crashed');

  await branches.getByRole('button', { name: 'Delete two servers down' }).click();
  await expect(branches.getByRole('button', { name: /^two servers down/ })).toBeHidden();
  await expect(branches.getByRole('button', { name: 'Delete main' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.getByText('Undone: delete branch two servers down.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Branches: 2' })).toBeVisible();
  await expect(node(page, 's4')).toContainText('crashed');
});

test('drag and stretch a clip, and see the run change; undo and redo', async ({ page }) => {
  await runWithCrash(page);
  const at = await seconds(page);
  const first = await hash(page);
  const bar = clipButton(page, 's2 crash');
  const box = await bar.boundingBox();
  if (!box) throw new Error('The clip is not on the timeline.');
  // The end of the clip is drawn back: s2 comes up again before now.
  await page.mouse.move(box.x + box.width - 2, box.y + 7);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + 7, { steps: 6 });
  await page.mouse.up();
  await expect(node(page, 's2')).not.toContainText('crashed');
  expect(await seconds(page)).toBe(at);
  const stretched = await hash(page);
  expect(stretched).not.toBe(first);

  const before = await bar.getAttribute('aria-label');
  await page.mouse.move(box.x + box.width / 4, box.y + 7);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + 7, { steps: 6 });
  await page.mouse.up();
  await expect(bar).not.toHaveAttribute('aria-label', before ?? '');
  expect(await seconds(page)).toBe(at);

  await page.keyboard.press('ControlOrMeta+z');
  await expect(bar).toHaveAttribute('aria-label', before ?? '');
  expect(await hash(page)).toBe(stretched);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(node(page, 's2')).toContainText('crashed');
  expect(await hash(page)).toBe(first);
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await expect(node(page, 's2')).not.toContainText('crashed');
  expect(await hash(page)).toBe(stretched);
});

test('a clip by the keyboard and by its menu: move, mute, duplicate, delete', async ({ page }) => {
  await runWithCrash(page);
  const bar = clipButton(page, 's2 crash').first();
  const first = await bar.getAttribute('aria-label');
  await bar.focus();
  await page.keyboard.press('ArrowRight');
  await expect(bar).not.toHaveAttribute('aria-label', first ?? '');
  await page.keyboard.press('m');
  await expect(bar).toHaveAttribute('aria-label', /muted$/);
  await expect(node(page, 's2')).not.toContainText('crashed');
  await page.keyboard.press('m');
  await expect(node(page, 's2')).toContainText('crashed');
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(bar).toHaveAttribute('aria-label', /from .* to /);
  await page.keyboard.press('d');
  await expect(clipButton(page, 's2 crash')).toHaveCount(2);
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(clipButton(page, 's2 crash')).toHaveCount(1);
  await clipButton(page, 's2 crash').click({ button: 'right' });
  await page.getByRole('menuitem', { name: /^Mute/ }).click();
  await expect(clipButton(page, 's2 crash')).toHaveAttribute('aria-label', /muted$/);
  await clipButton(page, 's2 crash').focus();
  await page.keyboard.press('Delete');
  await expect(clip(page, 's2 crash')).toBeHidden();
});

test('bookmark a moment with a note, and come back to it', async ({ page }) => {
  await openLab(page, 'load-balancing');
  await pastSecond(page, 2);
  await pause(page);
  const at = await seconds(page);
  await page.keyboard.press('b');
  await page.getByRole('button', { name: 'Add a note' }).click();
  const list = page.getByRole('dialog', { name: 'Bookmarks' });
  await list.getByRole('textbox').fill('before it gets busy');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.press('End');
  await pastSecond(page, at + 1);
  await pause(page);
  await page.getByRole('button', { name: /^Bookmark at .*: before it gets busy/ }).click();
  await expect.poll(() => seconds(page)).toBe(at);
  await page.getByRole('button', { name: 'Bookmarks: 1' }).click();
  await list.getByRole('button', { name: /^Delete the bookmark/ }).click();
  await expect(list.getByText('No moment is bookmarked yet.')).toBeVisible();
});

test('run until a node is in a mode, and until something that does not come', async ({ page }) => {
  await openLab(page, 'circuit-breaker');
  await command(page, 'crash dependency');
  await pause(page);
  await page.keyboard.press('u');
  const form = page.getByRole('dialog', { name: 'Run until' });
  await form.getByLabel('What', { exact: true }).selectOption('a mode');
  await form.getByLabel('Node').selectOption('caller');
  await form.getByLabel('Mode').selectOption('Open');
  await form.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByText(/Stopped at .*→ open/)).toBeVisible();
  await expect(node(page, 'caller')).toContainText('open');
  const at = await seconds(page);

  await page.keyboard.press('u');
  await form.getByLabel('What', { exact: true }).selectOption('a value on a chart');
  await form.getByLabel('Value').fill('1000000');
  await form.getByLabel('Give up after').selectOption('1 minute');
  await form.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByText(/Not reached in the next minute of simulated time/)).toBeVisible();
  expect(await seconds(page)).toBe(at);
});

test('steps forwards and backwards lead to equal states', async ({ page }) => {
  await openLab(page, 'load-balancing');
  await pastSecond(page, 2);
  await pause(page);
  const before = await hash(page);
  const at = await seconds(page);
  // The first step lands on an event; from there on they are each other's mirror.
  await page.keyboard.press('n');
  const first = await hash(page);
  expect(first).not.toBe(before);
  for (let i = 0; i < 12; i++) await page.keyboard.press('n');
  expect(await hash(page)).not.toBe(first);
  for (let i = 0; i < 12; i++) await page.keyboard.press('p');
  expect(await hash(page)).toBe(first);
  for (let i = 0; i < 2; i++) await page.keyboard.press('Shift+n');
  await page.keyboard.press('Shift+p');
  await page.keyboard.press('Shift+p');
  await command(page, 'to the start');
  await expect.poll(() => seconds(page)).toBe(0);
  const { x, y } = await timelineAt(page, at / 20);
  await page.mouse.click(x, y);
  await expect.poll(() => seconds(page)).toBeGreaterThan(at - 0.2);
  await expect(page.getByText(/^next:/)).toContainText(/in .*(sent it|because|set when)/);
});

test('adaptive pace is off until it is wanted, and says so', async ({ page }) => {
  await openLab(page, 'load-balancing');
  await page.getByRole('button', { name: /^Speed:/ }).click();
  const item = page.getByRole('menuitemcheckbox', { name: /^Adaptive pace/ });
  await expect(item).toHaveAttribute('aria-checked', 'false');
  await item.click();
  await expect(page.getByRole('button', { name: 'Speed: 1×, adaptive' })).toBeVisible();
  await expect(page.getByText(/^now /)).toBeVisible();
});
