/** `npm start`: installs what is missing, builds, serves the playground on a free port and opens it. */
import { spawn } from 'node:child_process';
import { prepare } from './prepare.mjs';

prepare();
const { root } = await import('./build.mjs');
const { build, preview } = await import('vite');

/** @param {string} address */
function openBrowser(address) {
  const [command, ...words] =
    process.platform === 'darwin'
      ? ['open', address]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', address]
        : ['xdg-open', address];
  const child = spawn(command, words, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

await build({ root, logLevel: 'error' });
const server = await preview({
  root,
  logLevel: 'error',
  preview: { host: '127.0.0.1', port: 4170, strictPort: false },
});
const address = server.resolvedUrls?.local[0] ?? '';
console.log(`Faultline is at ${address}`);
console.log('Stop it with Ctrl+C.');
if (!process.env.CI && !process.argv.includes('--no-open')) openBrowser(address);
