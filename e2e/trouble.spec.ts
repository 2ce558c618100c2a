/** Find me trouble: break a rule, and let the page find where the promise breaks. */
import AxeBuilder from '@axe-core/playwright';
import { clip, command, expect, openLab, seconds, test } from './support';

test('finds the broken promise, and sets the user down a second before it, paused', async ({ page }) => {
  await openLab(page, 'cache-patterns');
  await page.getByRole('switch', { name: 'Update instead of delete' }).click();
  await page.getByRole('button', { name: 'Find me trouble…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Find me trouble' });
  await dialog.getByRole('radio', { name: /^“No stale read” breaks/ }).check();
  expect((await new AxeBuilder({ page }).include('[role=dialog]').analyze()).violations).toEqual([]);
  await dialog.getByRole('button', { name: 'Find it' }).click();
  await expect(dialog).toBeHidden({ timeout: 40_000 });

  const labs = page.getByRole('navigation', { name: 'Labs' });
  const line = labs.getByText(/^Seed \d+, \d+ faults?: “No stale read” breaks at [\d.]+ s\. Found after/);
  const [, atSec] = / breaks at ([\d.]+) s/.exec(await line.innerText()) ?? [];
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  expect(Math.abs((await seconds(page)) - (Number(atSec) - 1))).toBeLessThan(0.06);
  await expect(clip(page, 'cache isolate')).toBeVisible();
  const promise = labs.getByRole('button', { name: /^No stale read/ });
  await expect(promise).not.toContainText('broken');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(promise).toContainText(`broken at ${atSec}`, { timeout: 15_000 });

  await labs.getByRole('button', { name: 'Back to my run' }).click();
  await expect.poll(() => seconds(page)).toBeLessThan(5);
  await expect(promise).not.toContainText('broken');
});

test('says how far it looked when there is nothing, and can be stopped', async ({ page }) => {
  await openLab(page, 'cache-patterns');
  await command(page, 'Find: A lost write');
  const dialog = page.getByRole('dialog', { name: 'Find me trouble' });
  await expect(dialog.getByRole('radio', { name: /^A lost write/ })).toBeChecked();
  await dialog.getByRole('spinbutton', { name: 'Runs at most' }).fill('3');
  await dialog.getByRole('spinbutton', { name: 'Faults at most' }).fill('0');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('status')).toHaveText('A lost write: not found in 3 runs.', {
    timeout: 20_000,
  });
  await dialog.getByRole('spinbutton', { name: 'Runs at most' }).fill('1000000');
  await dialog.getByRole('button', { name: 'Find it' }).click();
  await expect(dialog.getByText(/^[\d,]+ runs?…$/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Stop' }).click();
  await expect(dialog.getByRole('button', { name: 'Find it' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});
