/** `test` and `expect` of the page tests: an instance, a signed-in page, and what every page must keep. */
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
  /** A page whose console and layout are watched; signed in. */
  page: Page
  /** Messages on the console that the test causes on purpose. */
  expected: RegExp[]
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

  // biome-ignore lint/correctness/noEmptyPattern: the runner wants a pattern that names what is used
  instance: async ({}, use) => {
    const instance = await Instance.start()
    await use(instance)
    await instance.end()
  },

  expected: [[], { option: true }],

  page: async ({ page, instance, expected }, use) => {
    const watched = await watch(page)
    await signIn(page, instance)
    await use(page)
    const unexpected = watched.complaints.filter((line) => !expected.some((pattern) => pattern.test(line)))
    expect(unexpected, 'nothing is said on the console').toEqual([])
    expect(await watched.shifts(), 'nothing jumps').toEqual([])
  },
})

export { expect }

/** Enters by a one-time link, as a person does. */
export const signIn = async (page: Page, instance: Instance) => {
  await page.goto(await instance.signInLink())
  await expect(page.getByRole('navigation')).toBeVisible()
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

const watch = async (page: Page) => {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  await page.addInitScript(() => {
    const shifts: string[] = []
    Object.assign(window, { layoutShifts: shifts })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as LayoutShift[]) {
        const moved = entry.sources?.map(
          ({ node }) => (node as Element | null)?.outerHTML?.slice(0, 120) ?? '?',
        )
        // Less is a figure that grew by a digit, where it stands alone: nobody sees it.
        if (!entry.hadRecentInput && entry.value >= 0.001)
          shifts.push(`${entry.value.toFixed(4)} ${moved?.join(' | ')}`)
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
  const shifts = () => page.evaluate(() => (window as unknown as { layoutShifts: string[] }).layoutShifts)
  return { complaints, shifts }
}

/** What TypeScript’s own library doesn’t know yet. */
type LayoutShift = PerformanceEntry & {
  value: number
  hadRecentInput: boolean
  sources?: { node: Node | null }[]
}
