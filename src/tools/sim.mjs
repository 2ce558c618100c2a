/** `npm run sim`: the command line, from a bundle that is rebuilt when it is stale. */
import { pathToFileURL } from 'node:url';
import { prepare } from './prepare.mjs';

prepare();
const { nodeBundle } = await import('./build.mjs');
await import(pathToFileURL(nodeBundle('cli/main')).href);
