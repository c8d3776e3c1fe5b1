/** Takes every page in each theme, language and width, into target/screenshots: to be looked at, not compared. */
import { resolve } from 'node:path'
import { test as base, expect, type Page } from '@playwright/test'
import { Instance } from '../support/instance'
import { signIn } from '../support/test'
import { type Scene, setScene } from './scene'

type Stage = { instance: Instance; scene: Scene; empty: Instance }

const test = base.extend<object, { stage: Stage }>({
  stage: [
    // biome-ignore lint/correctness/noEmptyPattern: the runner wants a pattern that names what is used
    async ({}, use) => {
      const [instance, empty] = await Promise.all([Instance.start(), Instance.start()])
      const scene = await setScene(instance)
      await use({ instance, scene, empty })
      scene.close()
      await Promise.all([instance.end(), empty.end()])
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})

/** Name of the picture, the page's path, and what is done before it is taken. */
type View = { name: string; path: string; prepare?: (page: Page) => Promise<void> }

const viewsOf = ({ provider, switched, user }: Scene): View[] => [
  { name: 'overview', path: '/' },
  { name: 'providers', path: '/providers' },
  { name: 'providers-status', path: `/providers?provider=${provider}` },
  {
    name: 'providers-edit',
    path: `/providers?provider=${provider}`,
    prepare: (page) => page.getByRole('tab').nth(1).click(),
  },
  { name: 'activity', path: '/activity' },
  { name: 'activity-request', path: `/activity/${switched}` },
  { name: 'keys', path: '/keys' },
  {
    name: 'keys-new',
    path: '/keys',
    prepare: (page) => page.getByRole('button', { name: /New key|新建密钥/ }).click(),
  },
  { name: 'keys-user', path: `/keys?user=${user}` },
  { name: 'settings', path: '/settings' },
]

const emptyViews: View[] = [
  { name: 'empty-overview', path: '/' },
  { name: 'empty-providers', path: '/providers' },
  { name: 'empty-activity', path: '/activity' },
  { name: 'first-run', path: '/first-run' },
  { name: 'first-run-tools', path: '/first-run?step=tools' },
  { name: 'first-run-message', path: '/first-run?step=message' },
]

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [language, locale] of [
    ['zh', 'zh-CN'],
    ['en', 'en-GB'],
  ] as const) {
    for (const width of [820, 1440]) {
      test.describe(`${language} ${colorScheme} ${width}`, () => {
        test.use({ colorScheme, locale, viewport: { width, height: width === 820 ? 560 : 900 } })
        test('pictures', async ({ page, stage }) => {
          await dress(page, stage)
          const take = async ({ name, path, prepare }: View, instance: Instance) => {
            await page.goto(instance.pages + path)
            await expect(page.getByRole('heading').first()).toBeAttached()
            await prepare?.(page)
            // A picture, no test: what comes late is seen late.
            await page.waitForTimeout(500)
            await page.screenshot({ path: pathOf(`${name}-${language}-${colorScheme}-${width}`) })
          }
          await take({ name: 'sign-in', path: '/sign-in' }, stage.instance)
          await signIn(page, stage.instance)
          for (const view of viewsOf(stage.scene)) await take(view, stage.instance)
          await signIn(page, stage.empty)
          for (const view of emptyViews) await take(view, stage.empty)
        })
      })
    }
  }
}

/** Shows the addresses of a usual installation instead of those that this machine had free. */
const dress = async (page: Page, { instance, empty, scene }: Stage) => {
  const shown = [...scene.hosts, [empty.gateway, 'http://127.0.0.1:23000'] as const]
  await page.route(/\/api\/v1\/(?!events|sign-in)/, async (route) => {
    const answer = await route.fetch()
    let text = await answer.text()
    for (const [url, instead] of shown) {
      text = text
        .replaceAll(url, instead)
        .replaceAll(url.replace('http://', ''), instead.replace('http://', ''))
    }
    for (const { directory } of [instance, empty]) {
      text = text.replaceAll(directory, '/home/mei/.local/share/switchyard')
    }
    await route.fulfill({ response: answer, body: text })
  })
}

const pathOf = (name: string) =>
  resolve(__dirname, '../../..', process.env.CARGO_TARGET_DIR ?? 'target', 'screenshots', `${name}.png`)
