/** Every lab there is: alive, accessible, and an experiment that reaches its verdict. */
import AxeBuilder from '@axe-core/playwright';
import { command, expect, labs, node, openLab, test } from './support';

for (const id of labs) {
  test(`${id}: loads alive, is accessible, fits a phone, and an experiment reaches its verdict by keys alone`, async ({
    page,
  }) => {
    test.slow();
    await openLab(page, id);
    await expect(page.getByText('every message drawn')).toBeVisible();
    const first = page.locator('.react-flow__node').first();
    await expect(first).not.toContainText('–');

    // A page that stands still is looked through much faster.
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    for (const theme of ['Dark theme', 'Light theme']) {
      await page.getByRole('button', { name: theme }).click();
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map((one) => `${one.id}: ${one.nodes[0]?.html ?? ''}`)).toEqual([]);
    }

    await command(page, 'experiment');
    await expect(page.getByRole('status').filter({ hasText: ': under way' })).toBeVisible();
    await command(page, 'skip to the verdict');
    await expect(page.getByRole('status').filter({ hasText: /: held\./ })).toBeVisible({ timeout: 30_000 });

    await page.setViewportSize({ width: 375, height: 812 });
    await expect(first).toBeVisible();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    expect(wide).toBe(false);
    await page.getByRole('button', { name: 'Story' }).click();
    await expect(page.getByRole('dialog')).toContainText('The problem');
    await page.keyboard.press('Escape');
    await expect(
      node(page, (await page.locator('.react-flow__node').first().getAttribute('data-id')) ?? ''),
    ).toBeVisible();
  });
}

test('an experiment runs from the story, to a verdict that stands there', async ({ page }) => {
  await openLab(page, 'load-balancing');
  await page.getByRole('tab', { name: 'Story' }).click();
  const experiment = page.locator('[data-experiment]').first();
  await experiment.getByRole('button', { name: /^Run:/ }).click();
  await page.getByRole('button', { name: 'Skip to the verdict' }).first().click();
  await expect(experiment.getByText(/^Held:/)).toBeVisible({ timeout: 30_000 });
});

test('the gallery finds labs as one types, and says so when there is none', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('searchbox').fill('half-open');
  await expect(page.getByRole('link', { name: /Circuit breaker/ })).toBeVisible();
  await expect(page.getByRole('link', { name: /Load balancing/ })).toBeHidden();
  await page.getByRole('searchbox').fill('no such thing');
  await expect(page.getByText('No lab matches')).toBeVisible();
});
