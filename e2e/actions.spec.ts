/** Every kind of action, by menu, button, palette and key: it marks its target, the timeline and the charts. */
import type { Page } from '@playwright/test';
import { clip, command, expect, inspect, link, menu, node, openLab, pause, test } from './support';

/** The words are on the timeline, and on the charts as a band or a line. */
async function marks(page: Page, words: string): Promise<void> {
  await expect(clip(page, words)).toBeAttached();
  const charts = page.getByRole('region', { name: 'Charts' });
  await expect(charts.locator('title').filter({ hasText: words }).first()).toBeAttached();
}

test('on a node, by its menu', async ({ page }) => {
  await openLab(page, 'load-balancing');
  const s3 = node(page, 's3');
  const rows: [title: string, chip: string | RegExp, words: string][] = [
    ['Slow ×5', 'slow ×5', 's3 slow ×5'],
    ['Heal s3', /^(?!.*slow)/, 's3 heal'],
    ['Pause', 'paused', 's3 pause'],
    ['Resume', /^(?!.*paused)/, 's3 resume'],
    ['Isolate', 'isolated', 's3 isolate'],
    ['Heal s3', /^(?!.*isolated)/, 's3 heal'],
    ['Drift clock ×1.1', 'drift ×1.1', 's3 drift ×1.1'],
    ['Crash', 'crashed', 's3 crash'],
    ['Restart', /^(?!.*crashed)/, 's3 restart'],
    ['Drain', /./, 's3 drain'],
  ];
  for (const [title, chip, words] of rows) {
    await menu(page, s3, title);
    await expect(s3).toContainText(chip);
    await expect(clip(page, words)).toBeAttached();
  }
  await marks(page, 's3 slow ×5');
  // What cannot change anything says so.
  await menu(page, s3, 'Skew clock +0.5 s');
  await expect(s3).toContainText('skew +500 ms');
  await expect(page.getByText('s3 compares no clocks, so nothing changes.')).toBeVisible();
});

test('on a link, by its menu', async ({ page }) => {
  await openLab(page, 'load-balancing');
  const cable = link(page, 'clients', 'lb');
  await cable.focus();
  const rows: [title: string, words: string][] = [
    ['Add 200 ms', 'clients ↔ lb latency +200 ms'],
    ['Lose 20 %', 'clients ↔ lb loss 20 %'],
    ['Duplicate 20 %', 'clients ↔ lb duplicate 20 %'],
    ['Reorder 30 %', 'clients ↔ lb reorder 30 %'],
    ['Cut clients → lb only', 'clients → lb cut'],
    ['Cut both ways', 'clients ↔ lb cut'],
  ];
  for (const [title, words] of rows) {
    await menu(page, cable, title);
    await expect(cable).toHaveAttribute('aria-label', new RegExp(words.replace('+', '\\+')));
    await marks(page, words);
    await menu(page, cable, 'Restore');
    await expect(cable).toHaveAttribute('aria-label', 'Link between clients and lb');
  }
});

test('on a message in flight, by a click on it', async ({ page }) => {
  await openLab(page, 'load-balancing');
  await pause(page);
  const [a, b] = [await node(page, 'clients').boundingBox(), await node(page, 'lb').boundingBox()];
  if (!a || !b) throw new Error('The nodes are not on screen.');
  await page.getByRole('tab', { name: 'Inspect' }).click();
  const [from, to] = [a.x + a.width, b.x];
  for (const [title, words] of [
    ['Delay by 200 ms', 'delay +200 ms'],
    ['Duplicate', 'copy'],
    ['Deliver now', 'deliver'],
    ['Drop', 'drop'],
  ] as const) {
    const panel = page.getByRole('tabpanel', { name: 'Inspect' });
    const button = panel.getByRole('button', { name: title, exact: true });
    // Somewhere on the link there is a message, whatever the seed: the pointer looks for it as a user does.
    await expect(async () => {
      for (let x = from + 12; x < to - 12 && !(await button.isVisible()); x += 10) {
        await page.mouse.click(x, a.y + a.height / 2);
      }
      await expect(button).toBeVisible({ timeout: 100 });
    }).toPass();
    await button.click();
    await expect(clip(page, words)).toBeAttached();
    await page.keyboard.press('Escape');
  }
});

test('by the buttons below the canvas, by keys, by the palette, and by a knob', async ({ page }) => {
  await openLab(page, 'load-balancing');
  await page.getByRole('button', { name: /^Spike ×10/ }).click();
  await expect(node(page, 'clients')).toContainText('spike ×10');
  await marks(page, 'clients spike ×10');
  await page.getByRole('button', { name: /^Heal everything/ }).click();
  await expect(clip(page, 'heal everything')).toBeAttached();

  await inspect(page, 's1');
  await page.keyboard.press('x');
  await expect(node(page, 's1')).toContainText('crashed');
  await page.keyboard.press('x');
  await expect(clip(page, 's1 restart')).toBeAttached();
  await page.keyboard.press('x');
  await page.keyboard.press('h');
  await expect(node(page, 's1')).not.toContainText('crashed');

  await command(page, 'pause s2');
  await expect(node(page, 's2')).toContainText('paused');
  await marks(page, 's2 pause');
  await command(page, 'partition sides');
  const sides = page.getByRole('dialog', { name: 'Partition' });
  await sides.getByRole('radiogroup', { name: 's3' }).getByLabel('Left').check();
  await sides.getByRole('radiogroup', { name: 'lb' }).getByLabel('Right').check();
  await sides.getByRole('button', { name: 'Partition' }).click();
  await expect(clip(page, 'partition')).toBeAttached();

  await page.getByRole('tab', { name: 'Controls' }).click();
  await page.getByLabel('Strategy').selectOption('leastConnections');
  await marks(page, 'lb.strategy = leastConnections');
  await expect(node(page, 'lb')).toContainText('least');
});
