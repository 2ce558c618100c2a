/** What people come for, from beginning to end. */
import {
  action,
  clip,
  command,
  expect,
  inspect,
  node,
  openLab,
  pastSecond,
  pause,
  seconds,
  setSpeed,
  test,
} from './support';

test('kill a server, watch the balancer route around it, and bring it back', async ({ page }) => {
  await openLab(page, 'load-balancing');
  await inspect(page, 's2');
  await action(page, 'Crash').click();
  await expect(node(page, 's2')).toContainText('crashed');
  await expect(clip(page, 's2 crash')).toBeVisible();
  await expect(node(page, 'lb')).toContainText('3 of 4', { timeout: 15_000 });
  await action(page, 'Restart').click();
  await expect(node(page, 's2')).not.toContainText('crashed');
  await expect(node(page, 'lb')).toContainText('4 of 4', { timeout: 15_000 });
});

test('trip the circuit breaker, see it half-open, and close it', async ({ page }) => {
  await openLab(page, 'circuit-breaker');
  await setSpeed(page, '2×');
  await inspect(page, 'dependency');
  await action(page, 'Crash').click();
  await expect(node(page, 'caller')).toContainText(/(^|[^-])open/, { timeout: 20_000 });
  await action(page, 'Restart').click();
  await expect(node(page, 'caller')).toContainText('closed', { timeout: 30_000 });
  await page.getByRole('tab', { name: 'Log' }).click();
  await expect(page.getByText(/open → half-open/).first()).toBeVisible();
});

test('flush the cache and watch the hit ratio come back', async ({ page }) => {
  await openLab(page, 'cache-patterns');
  await setSpeed(page, '5×');
  await pastSecond(page, 15);
  const hits = async (): Promise<number> =>
    Number(
      /([\d.]+)\s*% hits/.exec((await node(page, 'cache').innerText()).replace(/\s+/g, ' '))?.[1] ?? NaN,
    );
  const before = await hits();
  await inspect(page, 'cache');
  await page.getByRole('button', { name: 'Empty the cache', exact: true }).click();
  await expect.poll(hits, { timeout: 10_000 }).toBeLessThan(before - 10);
  await expect.poll(hits, { timeout: 30_000 }).toBeGreaterThan(before - 10);
});

test('draw a partition across the canvas, and heal it by a click', async ({ page }) => {
  await openLab(page, 'load-balancing');
  await page.getByRole('button', { name: 'Draw partition' }).click();
  const [a, b] = [await node(page, 'lb').boundingBox(), await node(page, 's1').boundingBox()];
  if (!a || !b) throw new Error('The nodes are not on screen.');
  const x = (a.x + a.width + b.x) / 2;
  await page.mouse.move(x, b.y + 10);
  await page.mouse.down();
  await page.mouse.move(x, a.y + 60, { steps: 8 });
  await page.mouse.up();
  await expect(clip(page, 'partition')).toBeVisible();
  await expect(node(page, 'lb')).toContainText('0 of 4', { timeout: 15_000 });
  await page.getByRole('button', { name: /^Heal the partition/ }).press('Enter');
  await expect(node(page, 'lb')).toContainText('4 of 4', { timeout: 15_000 });
});

test('step, step back, and seek', async ({ page }) => {
  await openLab(page, 'load-balancing');
  await pastSecond(page, 2);
  await pause(page);
  const before = await seconds(page);
  await page.keyboard.press('n');
  await expect.poll(() => seconds(page)).toBeGreaterThan(before - 0.001);
  for (let i = 0; i < 30; i++) await page.keyboard.press('n');
  const ahead = await seconds(page);
  expect(ahead).toBeGreaterThan(before);
  for (let i = 0; i < 20; i++) await page.keyboard.press('p');
  await expect.poll(() => seconds(page)).toBeLessThan(ahead);
  await page.keyboard.press('Home');
  await expect.poll(() => seconds(page)).toBe(0);
  await page.keyboard.press('End');
  await expect.poll(() => seconds(page)).toBeGreaterThan(1);
});

test('acting in the past keeps the old future, and says so', async ({ page }) => {
  await openLab(page, 'load-balancing');
  await pastSecond(page, 4);
  await pause(page);
  await page.keyboard.press('Home');
  await expect.poll(() => seconds(page)).toBe(0);
  await command(page, 'crash s3');
  await expect(page.getByText('the old future is kept')).toBeVisible();
  await page.getByRole('button', { name: 'Return to it' }).click();
  await expect.poll(() => seconds(page)).toBeGreaterThan(3);
  await expect(clip(page, 's3 crash')).toBeHidden();
});
