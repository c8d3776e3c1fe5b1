import { describe, expect, it } from 'vitest'
import { preset } from '../../mocks/providers'
import { filledIn, freeName, presetName, presetNote, search } from './presets'

const zhipu = preset()
const glmRelay = preset({ id: 'relay', name: 'A GLM relay', zh_name: null, endpoints: [] })
const deepseek = preset({
  id: 'deepseek',
  name: 'DeepSeek',
  zh_name: null,
  endpoints: [{ dialect: 'openai-chat', base_url: 'https://api.deepseek.com' }],
})
const all = [glmRelay, zhipu, deepseek]

describe('presets', () => {
  it('are found by either name, by address, and by several words', () => {
    for (const text of ['智谱', 'zhipu', 'BIGMODEL.cn', 'glm 智']) expect(search(all, text)).toEqual([zhipu])
    expect(search(all, '')).toEqual(all)
    expect(search(all, 'nothing like it')).toEqual([])
  })

  it('that begin with what was typed come first', () => {
    expect(search([glmRelay, preset({ id: 'g', name: 'GLM' })], 'glm').map(({ id }) => id)).toEqual([
      'g',
      'relay',
    ])
  })

  it('fill in the name in the person’s language, and the first endpoint', () => {
    expect(filledIn(zhipu, 'zh', [])).toMatchObject({ name: '智谱 GLM', dialect: 'anthropic' })
    expect(filledIn(zhipu, 'en', ['zhipu glm'])).toMatchObject({ name: 'Zhipu GLM 2' })
    expect(filledIn(deepseek, 'zh', [])).toMatchObject({
      name: 'DeepSeek',
      base_url: 'https://api.deepseek.com',
    })
  })

  it('have a Chinese name beside the one they are known by', () => {
    expect(presetName(preset({ name: 'DeepSeek', zh_name: '深度求索' }), 'zh')).toBe('DeepSeek 深度求索')
    expect(presetName(zhipu, 'zh')).toBe('智谱 GLM')
  })

  it('say what else is to be known in the person’s language', () => {
    const noted = preset({ note: 'Needs no key.', zh_note: '无需密钥。' })
    expect(presetNote(noted, 'zh')).toBe('无需密钥。')
    expect(presetNote(noted, 'en')).toBe('Needs no key.')
    expect(presetNote(zhipu, 'zh')).toBeNull()
  })

  it('never take a name that somebody has', () => {
    expect(freeName('A', ['a', 'A 2'])).toBe('A 3')
  })
})
