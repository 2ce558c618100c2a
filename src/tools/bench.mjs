/** `npm run bench`: measures the kernel, the worker and the page against their goals. */
import { pathToFileURL } from 'node:url';
import { prepare } from './prepare.mjs';

prepare();
const { nodeBundle, root } = await import('./build.mjs');
const { ensureBrowser, installedBrowser } = await import('./browser.mjs');

async function findBrowser() {
  const missing = await ensureBrowser(root);
  if (missing !== null) throw new Error(missing);
  return installedBrowser();
}

const bundle = nodeBundle('bench/main');
const { bench } = await import(pathToFileURL(bundle).href);
try {
  process.exitCode = await bench(process.argv.slice(2), { root, bundle, findBrowser });
} catch (error) {
  console.error(`The benchmark stopped: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
