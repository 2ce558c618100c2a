/** Raft by hand: an election stepped through, a split vote and why, and a leader that is cut off. */
import type { Page } from '@playwright/test';
import { command, expect, fact, node, openLab, pastSecond, pause, seconds, setSpeed, test } from './support';

/** Who leads, and in which term, as the ring has it. */
async function leaders(page: Page): Promise<{ id: string; term: string }[]> {
  const buttons = page.getByRole('region', { name: 'Ring' }).locator('button[data-mode="leader"]');
  return buttons.evaluateAll((all) =>
    all.map((one) => ({
      id: one.getAttribute('data-id') ?? '',
      term: /term (\d+)/.exec(one.getAttribute('aria-label') ?? '')?.[1] ?? '',
    })),
  );
}

test('an election, step by step, forwards and back to equal states', async ({ page }) => {
  await openLab(page, 'raft');
  await pastSecond(page, 0.3);
  await pause(page);
  await page.getByRole('tab', { name: 'Inspect' }).click();
  const events = async (): Promise<number> => Number((await fact(page, 'events')).replace(/\D/g, ''));
  const first = await events();
  const hashes = [await fact(page, 'trace hash')];
  for (let i = 1; i <= 12; i++) {
    await page.keyboard.press('n');
    await expect.poll(events).toBe(first + i);
    hashes.push(await fact(page, 'trace hash'));
  }
  expect(new Set(hashes).size).toBe(13);
  for (let i = 11; i >= 0; i--) {
    await page.keyboard.press('p');
    await expect.poll(events).toBe(first + i);
    expect(await fact(page, 'trace hash')).toBe(hashes[i]);
  }
});

test('a split vote by the button, and why', async ({ page }) => {
  await openLab(page, 'raft');
  await page.getByRole('tab', { name: 'Story' }).click();
  const experiment = page.locator('[data-experiment="split-vote"]').first();
  await experiment.getByRole('button', { name: /^Run:/ }).click();
  await page.getByRole('button', { name: 'Skip to the verdict' }).first().click();
  await expect(experiment.getByText(/^Held:/)).toBeVisible({ timeout: 30_000 });
  await page.getByRole('tab', { name: 'Log' }).click();
  await page.getByRole('searchbox', { name: 'Search the log' }).fill('candidate');
  const row = page
    .getByRole('list', { name: /What happened/ })
    .getByRole('listitem')
    .first();
  await row.hover();
  await row.getByRole('button', { name: /^Why\?/ }).click();
  const chain = page.getByRole('region', { name: /^Why/ });
  await expect(chain.getByRole('listitem').first()).toBeVisible();
  expect(await chain.getByRole('listitem').count()).toBeGreaterThan(1);
});

test('a leader that is cut off: two leaders of different terms, and no lost write', async ({ page }) => {
  await openLab(page, 'raft');
  await setSpeed(page, '1:2');
  await expect.poll(() => leaders(page), { timeout: 20_000 }).toHaveLength(1);
  const [first] = await leaders(page);
  await command(page, `isolate ${first.id}`);
  await expect(node(page, first.id)).toContainText('isolated');
  await expect.poll(() => leaders(page), { timeout: 30_000 }).toHaveLength(2);
  const terms = (await leaders(page)).map(({ term }) => term);
  expect(new Set(terms).size).toBe(2);
  await command(page, 'heal everything');
  await expect.poll(() => leaders(page), { timeout: 20_000 }).toHaveLength(1);
  expect(await leaders(page)).not.toContainEqual(first);
  await pastSecond(page, (await seconds(page)) + 1);
  await expect(page.getByText('Committed entries survive')).toBeVisible();
  await expect(page.getByText(/^broken at/)).toHaveCount(0);
});
