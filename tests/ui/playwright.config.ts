/** How the page tests run: Debian’s Chromium, two at a time, each test with an instance of its own. */
import { resolve } from 'node:path'
import { defineConfig } from '@playwright/test'

const root = resolve(__dirname, '../..')
const chromium = process.env.SWITCHYARD_CHROMIUM ?? '/usr/bin/chromium'

// biome-ignore lint/style/noDefaultExport: the runner reads this one
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: resolve(root, process.env.CARGO_TARGET_DIR ?? 'target', 'pages'),
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 30_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    // Its sandbox wants rights that a container does not give, and the only pages it sees are our own.
    launchOptions: { executablePath: chromium, args: ['--no-sandbox'] },
    locale: 'en-GB',
    colorScheme: 'light',
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    trace: 'retain-on-failure',
  },
})
