/** Moments that travel: links, recordings, scenario files, and drafts that outlive a reload. */
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { clip, command, expect, inspect, node, openLab, pastSecond, pause, seconds, test } from './support';

/** The trace hash of the moment on screen, as the inspector gives it while nothing is selected. */
async function hash(page: Page): Promise<string> {
  await page.getByRole('tab', { name: 'Inspect' }).click();
  await page.keyboard.press('Escape');
  const row = page.locator('p', { hasText: /^trace hash/ });
  await expect(row).toBeVisible();
  return (await row.textContent()) ?? '';
}

/** A run with a past that was changed: s2 crashed, and on another branch s3. */
async function changedPast(page: Page): Promise<void> {
  await openLab(page, 'load-balancing');
  await inspect(page, 's2');
  await page.keyboard.press('x');
  await expect(clip(page, 's2 crash')).toBeAttached();
  await pastSecond(page, 3);
  await page.keyboard.press('k');
  await page.getByRole('slider', { name: 'Timeline' }).press('Home');
  await expect.poll(() => seconds(page)).toBe(0);
  await inspect(page, 's3');
  await page.keyboard.press('x');
  await expect(clip(page, 's3 crash')).toBeAttached();
  await page.keyboard.press('k');
  await pastSecond(page, 1);
  await page.keyboard.press('k');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
}

async function share(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Share this moment' });
  await expect(dialog).toContainText('2 branches');
  const link = await dialog.getByLabel('Link to this moment').inputValue();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  return link;
}

async function openFile(page: Page, name: string, content: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await command(page, 'open scenario file or recording');
  await (await chooser).setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) });
}

test('a link opens the same moment elsewhere, paused, with the same hash and the same branches', async ({
  page,
  browser,
}) => {
  await changedPast(page);
  const link = await share(page);
  expect(link.length).toBeLessThan(600);
  const [at, made] = [await seconds(page), await hash(page)];
  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  await other.goto(link);
  const line = other.getByRole('status').filter({ hasText: 'Play from here' });
  await expect(line).toContainText(`Load balancing at ${at.toFixed(3)} s, seed 7, 2 inputs, 2 branches`);
  await expect(line).not.toContainText('another version');
  expect(await seconds(other)).toBe(at);
  await expect(node(other, 's3')).toContainText('crashed');
  await expect(clip(other, 's3 crash')).toBeAttached();
  expect(await hash(other)).toBe(made);
  await other.getByRole('button', { name: 'Play from here' }).click();
  await pastSecond(other, at + 0.3);
  await expect(line).toBeHidden();
  await elsewhere.close();
});

test('a link whose hash does not fit opens all the same, and says so', async ({ page }) => {
  const moment = { e: 99, r: '00', s: 7, b: [[[], 900_000]], t: [800_000, 9e9], p: 1, h: '0123456789abcdef' };
  const code = deflateRawSync(JSON.stringify(moment)).toString('base64url');
  await page.goto(`/#/load-balancing/m/1.${code}`);
  await expect(page.getByText('Made by another version; this run may differ.')).toBeVisible();
  expect(await seconds(page)).toBe(0.8);
});

test('hostile and broken links leave the lab as it is, with one sentence', async ({ page }) => {
  await openLab(page, 'load-balancing');
  await pause(page);
  const before = await seconds(page);
  const packed = (text: string | Uint8Array): string => deflateRawSync(text).toString('base64url');
  const rows: [code: string, sentence: string][] = [
    ['nothing', 'it does not say which version it is of.'],
    ['1.%00', 'its character 1, “%”, is none that such a link is made of.'],
    ['1.____', 'it cannot be unpacked, so it is cut off or damaged.'],
    [`1.${packed(new Uint8Array(10_000_000))}`, 'unpacked it would hold more than 1000000 bytes.'],
    [`1.${packed('{"s":"x"}')}`, 'of the moment'],
    [`1.${packed('{"__proto__":{"polluted":1}}')}`, '__proto__, which is not allowed.'],
    [`7.${packed('{}')}`, 'is of version 7, and this page knows versions up to 1.'],
    [
      `1.${packed('{"e":1,"r":"","k":{"lb.wings":2},"s":7,"b":[[[],1]],"t":[0,0],"p":1}')}`,
      'lb.wings is no knob of this scenario',
    ],
  ];
  for (const [code, sentence] of rows) {
    await page.evaluate((to) => {
      location.hash = to;
    }, `#/load-balancing/m/${code}`);
    const alert = page.getByRole('alert').filter({ hasText: sentence });
    await expect(alert).toContainText('The link was not opened:');
    await alert.getByRole('button', { name: 'Dismiss' }).click();
    expect(await seconds(page)).toBe(before);
  }
  await page.reload();
  await expect(page.getByRole('alert')).toContainText('lb.wings is no knob of this scenario');
  await pastSecond(page, 0.2);
});

test('a recording is saved and opened again, in another lab too', async ({ page }) => {
  await changedPast(page);
  const [at, made] = [await seconds(page), await hash(page)];
  const saving = page.waitForEvent('download');
  await command(page, 'save this run');
  const download = await saving;
  expect(download.suggestedFilename()).toMatch(/^load-balancing-[\d.]+s\.faultline\.json$/);
  const text = readFileSync(await download.path(), 'utf8');
  await openLab(page, 'cache-patterns');
  await openFile(page, 'mine.faultline.json', text);
  await expect(page.getByText(`mine.faultline.json: Load balancing at ${at.toFixed(3)} s`)).toBeVisible();
  expect(await seconds(page)).toBe(at);
  expect(await hash(page)).toBe(made);
});

test('files that are broken leave the run as it is, with one sentence', async ({ page }) => {
  await openLab(page, 'load-balancing');
  await pause(page);
  const before = await seconds(page);
  const rows: [content: string, sentence: string][] = [
    ['{"faultline":"recording"', 'it is not JSON'],
    ['{"faultline":"recording"}', 'The moment has no version.'],
    ['{"faultline":"recording","version":0}', 'older than any this page knows'],
    ['{"faultline":"recording","version":1,"lab":"no-such"}', 'of the moment is missing'],
    ['{"faultline":"poem"}', 'says neither that it is a recording'],
  ];
  for (const [content, sentence] of rows) {
    await openFile(page, 'broken.json', content);
    const alert = page.getByRole('alert').filter({ hasText: sentence });
    await expect(alert).toContainText('broken.json was not opened:');
    await alert.getByRole('button', { name: 'Dismiss' }).click();
    expect(await seconds(page)).toBe(before);
  }
});

test('a scenario is saved with its knobs, opened by a drop, and then travels as a file only', async ({
  page,
}) => {
  await openLab(page, 'load-balancing');
  await pause(page);
  const rate = page.getByRole('textbox', { name: 'Arrival rate' });
  await rate.fill('25');
  await rate.press('Enter');
  const saving = page.waitForEvent('download');
  await command(page, 'save the scenario');
  const text = readFileSync(await (await saving).path(), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ version: 1, seed: 7 });
  const transfer = await page.evaluateHandle((content) => {
    const data = new DataTransfer();
    data.items.add(new File([content], 'own.json', { type: 'application/json' }));
    return data;
  }, text);
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await expect(page.getByText(/^Opened own\.json/)).toBeVisible();
  await expect(rate).toHaveValue('25');
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Share this moment' });
  await expect(dialog).toContainText('A scenario of your own travels as a file only.');
  await expect(dialog.getByRole('button', { name: 'Copy link' })).toBeHidden();
});

test('a run of many inputs is offered as a file, with the reason', async ({ page }) => {
  const inputs = Array.from({ length: 400 }, (_, i) => [
    (i * i * 7919) % 9_999_991,
    'crash',
    `s${String(1 + (i % 4))}`,
  ]);
  const moment = { e: 1, r: '', s: 7, i: inputs, b: [[[0, 400], 0]], t: [0, 0], p: 1 };
  const code = deflateRawSync(JSON.stringify(moment)).toString('base64url');
  await page.goto(`/#/load-balancing/m/1.${code}`);
  await expect(page.getByText('400 inputs')).toBeVisible();
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Share this moment' });
  await expect(dialog).toContainText(
    /As a link it would have [\d,]+ characters, and many programs cut links over 2,000/,
  );
  await expect(dialog.getByRole('button', { name: 'Save recording' })).toBeVisible();
});

test('a run is offered again after a reload, and can be discarded', async ({ page }) => {
  await changedPast(page);
  const [at, made] = [await seconds(page), await hash(page)];
  await page.reload();
  const line = page.getByRole('status').filter({ hasText: /^Your run of \d+:\d\d is kept/ });
  await expect(line).toContainText(`at ${at.toFixed(3)} s`);
  await pastSecond(page, 0.2);
  await line.getByRole('button', { name: 'Open it' }).click();
  await expect(page.getByRole('button', { name: 'Play from here' })).toBeVisible();
  expect(await seconds(page)).toBe(at);
  expect(await hash(page)).toBe(made);
  await expect(line).toBeHidden();
  await page.reload();
  await line.getByRole('button', { name: 'Discard' }).click();
  await expect(line).toBeHidden();
  await page.reload();
  await pastSecond(page, 0.2);
  await expect(line).toBeHidden();
});

test('what storage holds is trusted no more than a link', async ({ page }) => {
  await page.goto('/');
  await page.evaluate(() => {
    localStorage.setItem(
      'faultline.draft.load-balancing',
      '{"savedAtMs":1,"moment":{"__proto__":{"polluted":1}}}',
    );
  });
  await openLab(page, 'load-balancing');
  await expect(page.getByText(/^Your run of/)).toBeHidden();
  expect(await page.evaluate(() => localStorage.getItem('faultline.draft.load-balancing'))).toBeNull();
});
