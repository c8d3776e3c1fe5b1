import { readFileSync } from 'node:fs'
import { screen } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { beSignedIn, openApp } from '../test/app'
import { keepLanguage, language } from './language'
import { exactNumber, humanDuration, humanNumber, share } from './numbers'
import { keepTheme } from './theme'

describe('the first paint', () => {
  const script = readFileSync('public/before-paint.js', 'utf8')
  const systemIs = (dark: boolean) =>
    vi.stubGlobal('matchMedia', (media: string) => Object.assign(new EventTarget(), { media, matches: dark }))

  it.each([
    { theme: null, dark: false },
    { theme: null, dark: true },
    { theme: 'system', dark: true },
    { theme: 'light', dark: true },
    { theme: 'dark', dark: false },
    { theme: 'nonsense', dark: true },
  ])('has the theme that the application keeps: $theme, system dark: $dark', ({ theme, dark }) => {
    systemIs(dark)
    if (theme !== null) localStorage.setItem('switchyard.theme', theme)
    new Function(script)()
    const painted = document.documentElement.dataset.theme
    keepTheme()()
    expect(document.documentElement.dataset.theme).toBe(painted)
    expect(painted).toBe((theme === 'light' || theme === 'dark' ? theme === 'dark' : dark) ? 'dark' : 'light')
  })

  it.each([
    { chosen: 'zh', offered: ['en-US'], expected: 'zh-CN' },
    { chosen: 'en', offered: ['zh-CN'], expected: 'en' },
    { chosen: 'system', offered: ['zh-TW', 'en'], expected: 'zh-CN' },
    { chosen: 'system', offered: ['de', 'fr'], expected: 'en' },
    { chosen: 'system', offered: ['de', 'zh', 'en'], expected: 'zh-CN' },
  ])('has the language that the application keeps: $chosen, $offered', ({ chosen, offered, expected }) => {
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue(offered)
    localStorage.setItem('switchyard.language', chosen)
    new Function(script)()
    const painted = document.documentElement.lang
    keepLanguage()()
    expect(document.documentElement.lang).toBe(painted)
    expect(painted).toBe(expected)
    expect(language()).toBe(expected.slice(0, 2))
  })
})

describe('the menu of language and theme', () => {
  it('changes the language at once and everywhere', async () => {
    beSignedIn()
    const { user } = openApp('/')
    await screen.findByText('Local address')
    await user.click(screen.getByRole('button', { name: 'Language and theme' }))
    await user.click(await screen.findByRole('menuitemradio', { name: '简体中文' }))
    expect(await screen.findByText('本机地址')).toBeVisible()
    expect(screen.getByText('运行中')).toBeVisible()
    expect(document.documentElement.lang).toBe('zh-CN')
    expect(localStorage.getItem('switchyard.language')).toBe('zh')
  })

  it('changes the language in place: a form keeps what was typed into it', async () => {
    const { user } = openApp('/sign-in')
    const field = await screen.findByLabelText('Admin password')
    await user.type(field, 'half a pass')
    await user.click(screen.getByRole('button', { name: 'Language and theme' }))
    await user.click(await screen.findByRole('menuitemradio', { name: '简体中文' }))
    expect(await screen.findByLabelText('管理密码')).toBe(field)
    expect(field).toHaveValue('half a pass')
    expect(screen.getByRole('heading', { name: '登录 Switchyard' })).toBeVisible()
  })

  it('changes the theme at once', async () => {
    const stop = keepTheme()
    const { user } = openApp('/sign-in')
    await user.click(await screen.findByRole('button', { name: 'Language and theme' }))
    await user.click(await screen.findByRole('menuitemradio', { name: 'Dark' }))
    expect(document.documentElement.dataset.theme).toBe('dark')
    stop()
  })
})

describe('numbers', () => {
  it.each([
    [0, '0'],
    [950, '950'],
    [9_999, '9,999'],
    [18_432, '18.4 k'],
    [412_310, '412 k'],
    [9_618_204, '9.62 M'],
    [1_050_000_000, '1.05 G'],
  ])('%d reads %s', (value, text) => expect(humanNumber(value)).toBe(text))

  it('never round a failure away', () => {
    expect(share(9_999, 10_000)).toBe('99.9%')
    expect(share(10_000, 10_000)).toBe('100%')
    expect(share(0, 0)).toBeNull()
  })

  it('are exact where asked', () => expect(exactNumber(9_618_204)).toBe('9,618,204'))

  it.each([
    [30, 'less than a minute'],
    [600, '10 min'],
    [7_500, '2 h 5 min'],
    [200_000, '2 d 7 h'],
  ])('%d seconds read %s', (seconds, text) => expect(humanDuration(seconds)).toBe(text))
})
