/** `test` and `expect` of the page tests: an instance, a signed-in page, and what can be asked of every page. */
import AxeBuilder from '@axe-core/playwright'
import { test as base, expect, type Page } from '@playwright/test'
import { Instance } from './instance'
import { Program } from './programs'

/** The scripted upstreams, by how they behave. */
export type Upstreams = {
  sensible: string
  overloaded: string
  nobody: string
  text: string
}

type Fixtures = {
  instance: Instance
  /** A page whose console is watched; signed in. */
  page: Page
  /** Whether nobody has taken the first steps on the instance. */
  fresh: boolean
  /** What the test makes the console say on purpose. */
  expected: RegExp | null
}

export const test = base.extend<Fixtures, { upstreams: Upstreams }>({
  upstreams: [
    // biome-ignore lint/correctness/noEmptyPattern: the runner wants a pattern that names what is used
    async ({}, use) => {
      const program = await Program.start('upstreams')
      await use(program.line as Upstreams)
      await program.end('input')
    },
    { scope: 'worker' },
  ],

  fresh: [false, { option: true }],

  instance: async ({ fresh }, use) => {
    const instance = await Instance.start(fresh)
    await use(instance)
    await instance.end()
  },

  expected: [null, { option: true }],

  page: async ({ page, instance, expected }, use) => {
    const complaints = watch(page)
    await signIn(page, instance)
    await use(page)
    const unexpected = complaints.filter((line) => !expected?.test(line))
    expect(unexpected, 'nothing is said on the console').toEqual([])
  },
})

export { expect }

/** Enters by a one-time link, as a person does. */
export const signIn = async (page: Page, instance: Instance) => {
  await page.goto(await instance.signInLink())
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in') && url.hash === '')
  await expect(page.getByRole('heading').first()).toBeAttached()
}

/** No violation that axe can find. */
export const expectAccessible = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.map((violation) => ({
    rule: violation.id,
    where: violation.nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary}`),
  }))
  expect(found).toEqual([])
}

const watch = (page: Page): string[] => {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  return complaints
}

/** Notes what jumps, from the next page on. What a click or a key moves is no jump. */
export const noteJumps = async (page: Page) => {
  await page.addInitScript(() => {
    const jumps: string[] = []
    Object.assign(window, { jumps })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as LayoutShift[]) {
        const moved = entry.sources?.map(
          ({ node }) => (node as Element | null)?.outerHTML?.slice(0, 120) ?? '?',
        )
        // Less is a figure that grew by a digit, where it stands alone: nobody sees it.
        if (!entry.hadRecentInput && entry.value >= 0.001)
          jumps.push(`${entry.value.toFixed(4)} ${moved?.join(' | ')}`)
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
  return () => page.evaluate(() => (window as unknown as { jumps: string[] }).jumps)
}

/** What TypeScript’s own library doesn’t know yet. */
type LayoutShift = PerformanceEntry & {
  value: number
  hadRecentInput: boolean
  sources?: { node: Node | null }[]
}
