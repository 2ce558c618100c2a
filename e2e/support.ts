/** What the browser tests share: the labs there are, a page that tolerates no error, and words for what users do. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test as base, expect, type Locator, type Page } from '@playwright/test';

const ROOT = join(import.meta.dirname, '..');

/** Runs the command line. @returns what it printed */
export function sim(...words: string[]): string {
  return execFileSync(process.execPath, [join(ROOT, 'src', 'tools', 'sim.mjs'), ...words], {
    encoding: 'utf8',
  });
}

/** Ids of all labs. */
export const labs = (JSON.parse(sim('list', '--json')) as { id: string; title: string }[]).map(
  ({ id }) => id,
);

/** A test whose page must not write an error to the console, nor ask another origin for anything. */
export const test = base.extend<{ strict: undefined }>({
  strict: [
    async ({ page, baseURL }, use) => {
      const errors: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('request', (request) => {
        const url = request.url();
        if (!url.startsWith(baseURL ?? '') && !/^(data|blob):/.test(url)) errors.push(`asked for ${url}`);
      });
      await use(undefined);
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Opens a lab and waits until its system is alive. */
export async function openLab(page: Page, id: string): Promise<void> {
  await page.goto(`/#/${id}`);
  await expect(page.locator('.react-flow__node').first()).toBeVisible();
  await expect.poll(() => seconds(page)).toBeGreaterThan(0.2);
}

/** The simulated time on the clock, in seconds. */
export async function seconds(page: Page): Promise<number> {
  const text = await page.getByLabel('Simulated time').textContent();
  return Number((text ?? '0').replace(' s', ''));
}

/** Waits until the simulated clock has passed a time. */
export async function pastSecond(page: Page, second: number): Promise<void> {
  await expect.poll(() => seconds(page), { timeout: 30_000 }).toBeGreaterThan(second);
}

export async function pause(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Pause', exact: true }).first().click();
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
}

/** Sets the speed by its menu. */
export async function setSpeed(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: /^Speed:/ }).click();
  await page.getByRole('menuitemradio', { name: title, exact: true }).click();
}

/** The card of a node on the canvas. */
export function node(page: Page, id: string): Locator {
  return page.locator(`.react-flow__node[data-id="${id}"]`);
}

/** Selects a node and shows it in the inspector. */
export async function inspect(page: Page, id: string): Promise<void> {
  await node(page, id).click({ position: { x: 20, y: 14 } });
  await page.getByRole('tab', { name: 'Inspect' }).click();
  await expect(page.getByRole('heading', { name: id, exact: true })).toBeVisible();
}

/** A fact of the run, such as its trace hash, as Inspect shows it while the run stands and nothing is selected. */
export async function fact(page: Page, name: string): Promise<string> {
  const row = page.getByRole('tabpanel', { name: 'Inspect' }).locator('p').filter({ hasText: name });
  return (await row.locator('span').last().innerText()).trim();
}

/** A button of the inspector. */
export function action(page: Page, title: string): Locator {
  return page
    .getByRole('tabpanel', { name: 'Inspect' })
    .getByRole('button', { name: new RegExp(`^${title}\\b`) });
}

/** The link between two nodes. */
export function link(page: Page, a: string, b: string): Locator {
  return page.locator(`.react-flow__edge[data-id="${a} ${b}"]`);
}

/** Chooses from the menu that the keyboard opens for what it has focused; a right click opens the same. */
export async function menu(page: Page, on: Locator, title: string): Promise<void> {
  await on.focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: new RegExp(`^${title.replace(/[+().]/g, '\\$&')}`) }).click();
}

/** What was done, on the timeline: by the words that pointing at it shows. */
export function clip(page: Page, words: string): Locator {
  return page.locator(`[data-clip][title*=${JSON.stringify(words)} i]`).first();
}

/** Runs a command by the palette, with the keyboard alone. */
export async function command(page: Page, text: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox').fill(text);
  await page.keyboard.press('Enter');
}
