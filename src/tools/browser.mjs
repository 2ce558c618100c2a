/** Finds a browser for the tests: an installed Chromium or Chrome, or the one Playwright has downloaded. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

/** Where systems without a search path for programs keep them. */
function usualPlaces() {
  if (process.platform === 'darwin') {
    return [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ];
  }
  if (process.platform !== 'win32') return [];
  const roots = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA];
  return roots
    .filter(Boolean)
    .map((root) => join(root ?? '', 'Google', 'Chrome', 'Application', 'chrome.exe'));
}

/**
 * The path of an installed Chromium or Chrome, or null. `CHROMIUM_PATH` names one by hand.
 * @returns {string | null}
 */
export function installedBrowser() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...onPath, ...usualPlaces()].find((file) => existsSync(file)) ?? null;
}

/** Whether Playwright has a browser of its own. */
async function hasOwnBrowser() {
  const { chromium } = await import('playwright');
  return existsSync(chromium.executablePath());
}

function isRootOnDebian() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/**
 * Makes sure that there is a browser: installs one when there is none.
 * @param {string} root the project
 * @returns {Promise<string | null>} what is missing, in one sentence, or null
 */
export async function ensureBrowser(root) {
  if (installedBrowser() !== null || (await hasOwnBrowser())) return null;
  console.error('Installing a browser for the tests…');
  const cli = join(root, 'node_modules', 'playwright', 'cli.js');
  spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: ['ignore', 'ignore', 'ignore'] });
  if (await hasOwnBrowser()) return null;
  if (isRootOnDebian()) {
    try {
      execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
      execFileSync('apt-get', ['install', '-y', '-qq', 'chromium'], { stdio: 'ignore' });
    } catch {
      // Whether it worked is looked at below.
    }
  }
  if (installedBrowser() !== null) return null;
  return 'The browser tests need Chromium or Chrome: install one, or name it in CHROMIUM_PATH.';
}
