/** Comparing runs: pinned, side by side, over many seeds, and over the values of a knob. */
import AxeBuilder from '@axe-core/playwright';
import { readFileSync } from 'node:fs';
import { clip, command, expect, node, openLab, seconds, test } from './support';

test('a pinned run stays beside one with another knob, under the same faults, and many seeds tell luck from law', async ({
  page,
}) => {
  await openLab(page, 'load-balancing');
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await page.getByRole('menuitem', { name: /^Twin/ }).click();
  const twin = page.getByRole('region', { name: 'Topology of the pinned run' });
  await expect(twin.getByText('the same settings in both')).toBeVisible();
  await expect.poll(() => seconds(page)).toBeGreaterThan(2);
  const before = await seconds(page);
  await page.getByLabel('Strategy', { exact: true }).selectOption({ label: 'random' });
  await expect(twin.getByText('Strategy: round robin')).toBeVisible();
  await expect(page.getByText('Strategy: random')).toBeVisible();
  expect(await seconds(page)).toBeGreaterThan(before - 0.5);
  await command(page, 'crash s2');
  await expect(clip(page, 's2 crash')).toBeVisible();
  await expect(node(page, 's2').first()).toContainText('crashed');
  await expect(twin.locator('.react-flow__node[data-id="s2"]')).toContainText('crashed');

  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByRole('button', { name: 'Comparison', exact: true }).click();
  const comparison = page.getByRole('region', { name: 'Comparison' });
  await expect(comparison.getByText('Strategy: round robin → random')).toBeVisible();
  await comparison.getByRole('combobox').selectOption({ label: '30 seeds' });
  await comparison.getByRole('button', { name: 'Luck or law?' }).click();
  await expect(comparison.getByText(/^Seeds 1 to 30, each up to/)).toBeVisible({ timeout: 40_000 });
  await expect(comparison.getByText(/^(law|may be luck)/).first()).toBeVisible();
  await expect(page.locator('[class*="spread"]').first()).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include('section[aria-label="Comparison"]').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);

  await expect(comparison.getByText(/^They part at/)).toBeVisible();
  const said = await comparison.getByText(/^They part at/).innerText();
  await page.locator('body').press('d');
  await expect.poll(() => seconds(page)).toBeCloseTo(Number(/at ([\d.]+) s/.exec(said)?.[1]), 2);
  await comparison.getByRole('button', { name: 'Unpin' }).click();
  await expect(comparison.getByRole('button', { name: 'Pin as baseline' })).toBeVisible();
});

test('a sweep fills its chart, saves every run, and opens a point as a run', async ({ page }) => {
  await openLab(page, 'load-balancing');
  await command(page, 'sweep one or two knobs');
  const sweep = page.getByRole('region', { name: 'Sweep' });
  await sweep.getByRole('combobox', { name: 'Vary' }).selectOption({ label: 'Traffic: Arrival rate' });
  const values = sweep.getByRole('textbox', { name: 'Values of Vary' });
  await values.fill('9..2');
  await expect(sweep.getByRole('alert')).toContainText('it begins above its end');
  await values.fill('20..60:40');
  await sweep.getByLabel('Seeds').fill('2');
  await sweep.getByLabel('Seconds each').fill('5');
  await sweep.getByRole('button', { name: 'Make 4 runs' }).click();
  await expect(sweep.getByText('the band holds nine of ten')).toBeVisible({ timeout: 30_000 });
  await expect(sweep.getByRole('button', { name: /^Arrival rate 60 .*Open as a run$/ })).toBeVisible();
  await sweep.getByRole('combobox', { name: 'and' }).selectOption({ label: 'Balancing: Strategy' });
  await sweep.getByRole('checkbox', { name: 'round robin' }).uncheck();
  await sweep.getByRole('button', { name: 'Make 36 runs' }).click();
  await expect(sweep.getByRole('button', { name: /^Make/ })).toBeVisible({ timeout: 30_000 });
  const points = sweep.getByRole('button', { name: /Open as a run$/ });
  await expect(points).toHaveCount(18);
  const { violations } = await new AxeBuilder({ page }).include('section[aria-label="Sweep"]').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  const saving = page.waitForEvent('download');
  await sweep.getByRole('button', { name: 'CSV' }).click();
  const rows = readFileSync(await (await saving).path(), 'utf8')
    .trim()
    .split('\r\n');
  expect(rows).toHaveLength((await points.count()) * 2 + 1);
  await points.last().press('Enter');
  await expect(page.getByRole('status').filter({ hasText: /^Opened: .*seed 1\./ })).toBeVisible();
});
