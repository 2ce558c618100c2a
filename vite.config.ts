import { basename, dirname } from 'node:path/posix';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The content security policy as a meta element of the built page; the development server needs inline script. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
        injectTo: 'head-prepend',
      },
    ],
  };
}

/**
 * Nothing is preloaded in a worker: a chunk would ask for the chunks it imports when it has come itself, and they for
 * theirs. So each is asked for together with all it needs.
 */
function importTogether(): Plugin {
  return {
    name: 'import-together',
    apply: 'build',
    generateBundle(_options, bundle) {
      const withImports = (file: string, found = new Set<string>()): Set<string> => {
        const chunk = bundle[file];
        if (chunk.type !== 'chunk' || found.has(file)) return found;
        found.add(file);
        for (const imported of chunk.imports) withImports(imported, found);
        return found;
      };
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        const here = withImports(chunk.fileName);
        const folder = dirname(chunk.fileName);
        chunk.code = chunk.code.replace(/\bimport\([`'"]\.\/([\w.-]+\.js)[`'"]\)/g, (one, file: string) => {
          const needed = [...withImports(`${folder}/${file}`)].filter((other) => !here.has(other));
          if (needed.length < 2) return one;
          const all = needed.map((other) => `import("./${basename(other)}")`);
          return `Promise.all([${all.join()}]).then(([wanted])=>wanted)`;
        });
      }
    },
  };
}

export default defineConfig(({ mode }) => ({
  base: './',
  plugins: [react(), contentSecurityPolicy()],
  worker: {
    format: 'es',
    plugins: () => [importTogether()],
    // What the worker starts with is one file; the rest is loaded when a lab or a request needs it.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'start', tags: ['$initial'] }] } } },
  },
  build:
    mode === 'node'
      ? { target: 'node20', rolldownOptions: { output: { entryFileNames: 'main.js' } } }
      : { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  test: {
    include: ['src/**/*.test.{ts,tsx}'],
    environment: 'node',
    // All cores: by itself it leaves one of them idle.
    maxWorkers: '100%',
    // A machine that does much else at the same time is slow, not wrong.
    testTimeout: 30_000,
    setupFiles: ['src/kernel/testing/setup.ts', 'src/scenario/testing/setup.ts'],
  },
}));
