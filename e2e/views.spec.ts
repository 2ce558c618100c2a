/** The views of a run: space-time, why, and what can be taken away of them. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { command, expect, inspect, node, openLab, pastSecond, pause, seconds, test } from './support';

/** Opens the space-time view beside the topology. */
async function openSpaceTime(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Space-time', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Space-time' })).toBeVisible();
}

/** A run of the load-balancing lab in which s1 has crashed and the balancer has noticed, paused. */
async function crashedRun(page: Page): Promise<void> {
  await openLab(page, 'load-balancing');
  await pastSecond(page, 1.5);
  await command(page, 'crash s1');
  await expect(node(page, 'lb')).toContainText('3 of 4', { timeout: 15_000 });
  await pause(page);
}

test('space-time tells what is in sight, in words and by keys, and goes to it', async ({ page }) => {
  await crashedRun(page);
  await openSpaceTime(page);
  await page.getByRole('button', { name: 'In words' }).click();
  const words = page.getByRole('list', { name: /What is in sight/ });
  await expect(words.getByText(/^[\d.]+ slb sends s2 a read of request \d+$/).first()).toBeVisible();
  await expect(words.getByText(/from lb to s1 is lost$/).first()).toBeVisible();
  const before = await seconds(page);
  await words
    .getByRole('button', { name: /is lost/ })
    .first()
    .click();
  await expect.poll(() => seconds(page)).toBeLessThan(before);
  await expect(words.locator('[aria-current="true"]').first()).toContainText('is lost');
  const diagram = page.getByRole('application', { name: /Space-time diagram/ });
  await diagram.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  const told = await diagram.getByRole('status').textContent();
  expect(told).toMatch(/^[\d.]+ s: /);
  await page.keyboard.press('Enter');
  await expect.poll(() => seconds(page)).toBeCloseTo(Number.parseFloat(told ?? ''), 2);
});

test('a click on an arrow of the diagram goes to its moment', async ({ page }) => {
  await crashedRun(page);
  await openSpaceTime(page);
  await page.getByRole('button', { name: 'Show less time' }).click();
  const box = await page.getByRole('application', { name: /Space-time diagram/ }).boundingBox();
  if (!box) throw new Error('The diagram is not on screen.');
  const before = await seconds(page);
  // Somewhere across its middle something passes.
  for (let x = 90; x < box.width - 20 && (await seconds(page)) === before; x += 12) {
    await page.mouse.click(box.x + x, box.y + box.height * 0.45);
    await page.waitForTimeout(60);
  }
  await expect.poll(() => seconds(page)).toBeLessThan(before);
  await expect(page.getByRole('button', { name: /^Why\? / }).first()).toBeVisible();
});

test('filters, zoom and following', async ({ page }) => {
  await crashedRun(page);
  await openSpaceTime(page);
  await page.getByRole('button', { name: 'In words' }).click();
  const words = page.getByRole('list', { name: /What is in sight/ });
  await expect(words.getByText(/probe/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByRole('checkbox', { name: 'probe' }).uncheck();
  await page.getByRole('checkbox', { name: 's2' }).uncheck();
  await page.keyboard.press('Escape');
  await expect(words.getByText(/sends \w+ a probe/)).toHaveCount(0);
  await expect(words.getByText(/ s2 /)).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Filter: 2 left out' })).toBeVisible();
  const tools = page.getByRole('group', { name: 'Space-time tools' });
  const span = await tools.textContent();
  await page.getByRole('button', { name: 'Show more time' }).click();
  await expect(tools).not.toHaveText(span ?? '');
  const box = await page.getByRole('application', { name: /Space-time diagram/ }).boundingBox();
  if (!box) throw new Error('The diagram is not on screen.');
  await page.mouse.move(box.x + 150, box.y + 120);
  await page.mouse.down();
  await page.mouse.move(box.x + 150, box.y + 260, { steps: 5 });
  await page.mouse.up();
  await expect(page.getByRole('button', { name: 'Follow' })).toHaveAttribute('aria-pressed', 'false');
});

test('why of a lost request leads to the crash, lit everywhere, and Esc leaves it', async ({ page }) => {
  await crashedRun(page);
  await page.getByRole('tab', { name: 'Log' }).click();
  const lost = page
    .getByRole('listitem')
    .filter({ hasText: /read of request \d+ from lb to s1 is lost/ })
    .first();
  await lost.hover();
  await lost.getByRole('button', { name: /^Why\?/ }).click();
  const why = page.getByRole('region', { name: 'Why' });
  await expect(why.getByText('because s1 crashes')).toBeVisible();
  await expect(why.getByRole('button', { name: /you: s1 crash/ })).toContainText('You did this.');
  await expect(why.getByRole('button', { name: /arrival timer/ })).toContainText('A request of the workload');
  await expect(node(page, 's1').locator('[class*=lit]')).toBeVisible();
  await expect(node(page, 's2').locator('[class*=unlit]')).toBeVisible();
  // The balancer needs three failed probes, a second and more, before the run is paused.
  const before = await seconds(page);
  await why.getByRole('button', { name: /you: s1 crash/ }).click();
  await expect.poll(() => seconds(page)).toBeLessThan(before - 1);
  await expect(why).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(why).toBeHidden();
  await expect(node(page, 's2').locator('[class*=unlit]')).toHaveCount(0);
});

test('why of a node and of a change of mode', async ({ page }) => {
  await openLab(page, 'circuit-breaker');
  await pastSecond(page, 1);
  await command(page, 'crash dependency');
  await expect(node(page, 'caller')).toContainText('open', { timeout: 15_000 });
  await pause(page);
  await inspect(page, 'caller');
  await page.getByRole('button', { name: /^Why\? The last change of caller/ }).click();
  const why = page.getByRole('region', { name: 'Why' });
  await expect(why.getByRole('button', { name: /caller: closed → open/ })).toBeVisible();
  await expect(why.getByRole('button', { name: /you: dependency crash/ })).toBeVisible();
  await why.getByRole('button', { name: 'Leave this chain' }).click();
  await expect(why).toBeHidden();
  const history = page.getByRole('region', { name: 'Changes of mode' });
  await history.getByRole('listitem').last().hover();
  await history.getByRole('button', { name: /^Why\? Closed to Open/i }).click();
  await expect(why.getByRole('button', { name: /you: dependency crash/ })).toBeVisible();
});

test('what is seen can be taken away: pictures, a log, a table', async ({ page }) => {
  await crashedRun(page);
  await openSpaceTime(page);
  await expect(page.getByRole('button', { name: 'Filter', exact: true })).toBeVisible();
  const take = async (title: string): Promise<{ name: string; text: string }> => {
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: title }).click(),
    ]);
    const text = readFileSync(await download.path(), 'latin1');
    return { name: download.suggestedFilename(), text };
  };
  const topology = await take('Topology as SVG');
  expect(topology.name).toMatch(/^load-balancing-seed\d+-[\d.]+s-topology\.svg$/);
  expect(topology.text).toContain('>lb</text>');
  expect(topology.text).toContain('>crashed</text>');
  const diagram = await take('Space-time as SVG');
  expect(diagram.name).toMatch(/^load-balancing-seed\d+-[\d.]+s-[\d.]+s-space-time\.svg$/);
  expect(diagram.text).toMatch(/>clie[^<]*<\/text>/);
  const picture = await take('Space-time as PNG');
  expect(picture.text.slice(1, 4)).toBe('PNG');
  const log = await take('Trace as a ShiViz log');
  const [pattern = '', , ...lines] = log.text.split('\n');
  const found = [...lines.join('\n').matchAll(new RegExp(pattern, 'g'))];
  expect(found.length).toBe(Math.floor(lines.length / 2));
  expect(found.length).toBeGreaterThan(20);
  const metrics = await take('Metrics as CSV');
  expect(metrics.text).toMatch(/^time \(s\),/);
  expect(metrics.text.split('\r\n').length).toBeGreaterThan(10);
});
