/** How pictures are taken: as the tests run, but one worker, so that there is one scene. */
import { defineConfig } from '@playwright/test'
import tests from '../playwright.config'

// biome-ignore lint/style/noDefaultExport: the runner reads this one
export default defineConfig(tests, {
  testDir: '.',
  testMatch: 'pictures.ts',
  fullyParallel: false,
  workers: 1,
  timeout: 120_000,
  use: { trace: 'off' },
})
