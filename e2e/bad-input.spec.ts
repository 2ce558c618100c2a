/** What is wrong is said in one sentence, and the run before it stays. */
import { expect, openLab, pause, seconds, test } from './support';

test('an unknown lab in the address', async ({ page }) => {
  await page.goto('/#/no-such-lab');
  await expect(page.getByRole('alert')).toContainText('There is no lab called “no-such-lab”');
  await expect(page.getByRole('link', { name: /Load balancing/ })).toBeVisible();
});

test('a number box takes neither words nor what is out of range', async ({ page }) => {
  await openLab(page, 'load-balancing');
  const box = page.getByRole('textbox', { name: 'Arrival rate' });
  await box.fill('many');
  await box.press('Enter');
  await expect(page.getByText(/Arrival rate must be a number/)).toBeVisible();
  await box.fill('-3');
  await expect(page.getByText(/is too low/)).toBeVisible();
  await box.fill('NaN');
  await expect(page.getByText(/must be a number/)).toBeVisible();
  await box.press('Escape');
  await expect(box).toHaveValue('40');
});

for (const [what, content, sentence] of [
  ['no JSON', '{ "version": 1,', /not JSON/],
  [
    'an unknown field',
    '{"version":1,"title":"x","seed":1,"pace":1,"nodes":[{"id":"a","kind":"service","at":[0,0]}],"links":[],"evil":1}',
    /evil/,
  ],
  [
    'an unknown kind',
    '{"version":1,"title":"x","seed":1,"pace":1,"nodes":[{"id":"a","kind":"teapot","at":[0,0]}],"links":[]}',
    /teapot/,
  ],
] as const) {
  test(`a scenario file with ${what} leaves the run as it is`, async ({ page }) => {
    await openLab(page, 'load-balancing');
    await pause(page);
    const before = await seconds(page);
    await openFile(page, content);
    await expect(page.getByRole('alert')).toContainText(sentence);
    expect(await seconds(page)).toBe(before);
    await expect(page.locator('.react-flow__node[data-id="s1"]')).toBeVisible();
  });
}

test('labels of a scenario file are text only', async ({ page }) => {
  await openLab(page, 'load-balancing');
  const scenario = {
    version: 1,
    title: '<img src=x onerror=alert(1)>',
    seed: 1,
    pace: 1,
    nodes: [
      { id: 'clients', kind: 'traffic-source', at: [0, 0], params: { to: 'only' } },
      { id: 'only', kind: 'service', at: [300, 0] },
    ],
    links: [{ between: ['clients', 'only'], latencyMs: 50 }],
  };
  await openFile(page, JSON.stringify(scenario));
  await expect(page.locator('.react-flow__node[data-id="only"]')).toBeVisible();
  expect(await page.locator('img').count()).toBe(0);
});

async function openFile(page: import('@playwright/test').Page, content: string): Promise<void> {
  // Listened for early: the browser takes a while to be told that choosers are answered here.
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: 'Commands' }).fill('open scenario file');
  await page.keyboard.press('Enter');
  await (
    await chooser
  ).setFiles({ name: 'scenario.json', mimeType: 'application/json', buffer: Buffer.from(content) });
}

test.describe('a worker that breaks', () => {
  test('one that throws is replaced, and the run is back where it was', async ({ page }) => {
    await openLab(page, 'load-balancing');
    await expect.poll(() => seconds(page)).toBeGreaterThan(1.5);
    const [worker] = page.workers();
    await worker.evaluate(() => {
      setTimeout(() => {
        throw new Error('boom');
      }, 0);
    });
    await expect(page.getByText('had to be restarted')).toBeVisible({ timeout: 15_000 });
    expect(await seconds(page)).toBeGreaterThan(1);
    const resumed = await seconds(page);
    await expect.poll(() => seconds(page)).toBeGreaterThan(resumed);
  });

  test('one that hangs is replaced too', async ({ page }) => {
    await openLab(page, 'load-balancing');
    await expect.poll(() => seconds(page)).toBeGreaterThan(1);
    const [worker] = page.workers();
    void worker.evaluate('for (;;) {}').catch(() => undefined);
    await expect(page.getByText('had to be restarted')).toBeVisible({ timeout: 30_000 });
    const resumed = await seconds(page);
    await expect.poll(() => seconds(page)).toBeGreaterThan(resumed);
  });
});
