import { fileURLToPath } from 'node:url'
import { paraglideVitePlugin } from '@inlang/paraglide-js'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// Where `npm run dev` finds the admin API: the web door of a running `switchyard-server`.
const webDoor = process.env.SWITCHYARD_WEB_DOOR ?? 'http://127.0.0.1:23001'

export default defineConfig({
  plugins: [
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/paraglide',
      strategy: ['globalVariable', 'baseLocale'],
      emitReadme: false,
      emitPrettierIgnore: false,
    }),
    react({ babel: { plugins: ['babel-plugin-react-compiler'] } }),
  ],
  resolve: {
    alias: [
      {
        find: /^react\/compiler-runtime$/,
        replacement: fileURLToPath(new URL('./src/preferences/compilerRuntime.ts', import.meta.url)),
      },
    ],
  },
  build: {
    target: 'es2022',
    // The policy allows no `data:` scripts or fonts, and a file is cached where an inlined copy is not.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: {
    host: '127.0.0.1',
    // The door compares `Host` and `Origin` with its own address, so the proxy has to speak as its own page.
    proxy: { '/api': { target: webDoor, changeOrigin: true, headers: { origin: webDoor } } },
  },
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'http://127.0.0.1:23001/' } },
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/test/setup.ts'],
    reporters: ['default', './scripts/counts-reporter.ts'],
    css: { modules: { classNameStrategy: 'non-scoped' } },
    restoreMocks: true,
    testTimeout: 60_000,
  },
})
