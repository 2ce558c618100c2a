import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig(({ mode }) => ({
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  build:
    mode === 'node'
      ? { target: 'node20', rolldownOptions: { output: { entryFileNames: 'main.js' } } }
      : { target: 'es2023' },
  test: { include: ['src/**/*.test.{ts,tsx}'], environment: 'node' },
}));
