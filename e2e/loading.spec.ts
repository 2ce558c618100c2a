/** Code that cannot be loaded: a sentence for the user, and another try. */
import { expect, test } from '@playwright/test';
import { command, pause, pastSecond } from './support';

const SENTENCE = 'A part of the simulator could not be loaded. Try again, or reload the page.';

test('a lab whose code cannot be loaded says so, and can be started anew', async ({ page }) => {
  const balancer = /\/balancer-[\w-]+\.js$/;
  await page.route(balancer, (route) => route.abort());
  await page.goto('/#/load-balancing');
  await expect(page.getByText(SENTENCE)).toBeVisible();
  await page.unroute(balancer);
  await page.getByRole('button', { name: 'Start the lab anew' }).click();
  await pastSecond(page, 0.5);
});

test('a request whose code cannot be loaded is refused, and the run goes on', async ({ page }) => {
  const lookingBack = /\/looking-back-[\w-]+\.js$/;
  await page.route(lookingBack, (route) => route.abort());
  await page.goto('/#/load-balancing');
  await pastSecond(page, 0.5);
  await pause(page);
  await command(page, 'Trace as a ShiViz log');
  await expect(page.getByRole('alert').filter({ hasText: SENTENCE })).toBeVisible();
  await page.unroute(lookingBack);
  const saving = page.waitForEvent('download');
  await command(page, 'Trace as a ShiViz log');
  await saving;
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await pastSecond(page, 1);
});
