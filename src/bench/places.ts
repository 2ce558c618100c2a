/** Where cases run: a fresh process of Node, or a fresh worker of a browser. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright';

/** Runs a case. @returns its number */
export type Place = (name: string) => Promise<number>;

/** What the benchmark is told by the tool that starts it. */
export interface Setting {
  /** The project. */
  root: string;
  /** The bundle of the benchmark for Node. */
  bundle: string;
  /** Finds a browser, or gets one. @returns its program; null for the one of Playwright */
  findBrowser: () => Promise<string | null>;
}

const LONGEST_MS = 180_000;

/** A fresh process of this Node for each case. */
export function inNode({ bundle }: Setting): Place {
  return async (name) => {
    const words = [bundle, '--case', name];
    const { stdout } = await promisify(execFile)(process.execPath, words, { timeout: LONGEST_MS });
    return Number(stdout);
  };
}

/** Everything that is started for the benchmark, once and when it is first needed. */
export class Stage {
  readonly setting: Setting;
  private readonly ends: (() => Promise<unknown>)[] = [];
  private browser: Promise<Browser> | null = null;
  private cases: Promise<string> | null = null;
  private app: Promise<{ address: string; folder: string }> | null = null;

  constructor(setting: Setting) {
    this.setting = setting;
  }

  /** A folder for what is built. */
  private folder(name: string): string {
    return join(this.setting.root, 'node_modules', '.cache', 'faultline', name);
  }

  /** A page of its own in Chromium. */
  async newPage(): Promise<Page> {
    this.browser ??= this.launch();
    const context = await (await this.browser).newContext({ viewport: { width: 1440, height: 900 } });
    return context.newPage();
  }

  private async launch(): Promise<Browser> {
    const { chromium } = await import('playwright');
    const executablePath = (await this.setting.findBrowser()) ?? undefined;
    const browser = await chromium.launch({ executablePath, args: ['--disable-gpu'] });
    this.ends.push(() => browser.close());
    return browser;
  }

  /** A fresh worker of Chromium for each case, from a bundle of the same modules. */
  readonly inChromium: Place = async (name) => {
    this.cases ??= this.serveCases();
    const address = await this.cases;
    const page = await this.newPage();
    await page.goto(address);
    // Written as text: it runs in a page, and nothing of this module is there.
    const worker = `import(${JSON.stringify(address)})
      .then(async ({ runCase }) => postMessage(await runCase(${JSON.stringify(name)})))
      .catch((error) => postMessage(String(error)))`;
    const result = await page.evaluate<unknown>(`new Promise((resolve) => {
      const source = new Blob([${JSON.stringify(worker)}], { type: 'text/javascript' });
      new Worker(URL.createObjectURL(source)).onmessage = ({ data }) => resolve(data);
    })`);
    await page.context().close();
    if (typeof result !== 'number') throw new Error(`${name} failed in Chromium: ${String(result)}`);
    return result;
  };

  private async serveCases(): Promise<string> {
    const { build } = await import('vite');
    const outDir = this.folder('bench-worker');
    await build({
      root: this.setting.root,
      mode: 'node',
      logLevel: 'error',
      ssr: { target: 'webworker', noExternal: true },
      build: { ssr: 'src/bench/case.ts', outDir, emptyOutDir: true, copyPublicDir: false },
    });
    return `${await this.serve(outDir)}main.js`;
  }

  /** Address and folder of the built page. */
  builtApp(): Promise<{ address: string; folder: string }> {
    this.app ??= this.serveApp();
    return this.app;
  }

  private async serveApp(): Promise<{ address: string; folder: string }> {
    const { build } = await import('vite');
    const folder = this.folder('bench-page');
    await build({
      root: this.setting.root,
      logLevel: 'error',
      build: { outDir: folder, emptyOutDir: true, manifest: true },
    });
    return { address: await this.serve(folder), folder };
  }

  private async serve(outDir: string): Promise<string> {
    const { preview } = await import('vite');
    const server = await preview({
      root: this.setting.root,
      logLevel: 'error',
      build: { outDir },
      preview: { host: '127.0.0.1', port: 4180, strictPort: false, open: false },
    });
    this.ends.push(() => server.close());
    const [address] = server.resolvedUrls?.local ?? [];
    return address;
  }

  /** Ends all that was started. */
  async close(): Promise<void> {
    for (const end of this.ends.reverse()) await end();
  }
}
