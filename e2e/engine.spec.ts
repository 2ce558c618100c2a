/** The same run has the same hash in this browser and in Node. */
import { expect, labs, openLab, pause, seconds, setSpeed, sim, test } from './support';

for (const id of labs) {
  test(`${id}: the golden hash in the browser equals the one in Node`, async ({ page }) => {
    await openLab(page, id);
    await pause(page);
    const timeline = page.getByRole('slider', { name: 'Timeline' });
    await timeline.focus();
    await page.keyboard.press('Home');
    await expect.poll(() => seconds(page)).toBe(0);
    // Acting in the past: a branch with a fault in it.
    await page.keyboard.press('Escape');
    await page.keyboard.press('s');
    await setSpeed(page, '1×');
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await expect.poll(() => seconds(page), { timeout: 20_000 }).toBeGreaterThan(4);
    await pause(page);
    await page.getByRole('tab', { name: 'Inspect' }).click();
    const command = await page.locator('code', { hasText: 'npm run -s sim' }).innerText();
    const hash = await page.getByText(/^[0-9a-f]{16}$/).innerText();
    const words = command.replace('npm run -s sim -- ', '').match(/'[^']*'|\S+/g) ?? [];
    const summary = JSON.parse(sim(...words.map((word) => word.replaceAll("'", '')), '--json')) as {
      traceHash: string;
    };
    expect(summary.traceHash).toBe(hash);
  });
}
