import { screen, within } from '@testing-library/react'
import { HttpResponse } from 'msw'
import { describe, expect, it } from 'vitest'
import { testStream } from '../../mocks/providers'
import { failing, server } from '../../mocks/server'
import { anthropic, openOver, panel } from '../../test/providersPage'

describe('a test', () => {
  const passed = { outcome: 'passed', duration_ms: 12, status: null, detail: null, cause: null } as const

  it('shows each step as it ends, wherever the stream was cut', async () => {
    const stream = testStream('a')
    server.use(stream.handler)
    const { user } = openOver([anthropic], '/providers?provider=a')
    server.use(stream.handler)
    const tested = within(await panel('Anthropic'))
    await user.click(tested.getByRole('button', { name: 'Test' }))
    const line = JSON.stringify({ type: 'step', step: 'dns', ...passed, detail: '203.0.113.24' })
    stream.pushText(line.slice(0, 20))
    stream.pushText(`${line.slice(20)}\n`)
    expect(await tested.findByText('203.0.113.24')).toBeVisible()
    expect(tested.getByRole('listitem', { current: 'step' })).toHaveTextContent('TCP')
    const steps = [{ step: 'generation', ...passed, detail: 'Hello there' }] as const
    stream.push({
      type: 'report',
      provider_id: 'a',
      provider_name: 'Anthropic',
      passed: true,
      duration_ms: 400,
      model: 'claude-haiku-4-5',
      answer: 'Hello there',
      first_words_ms: 380,
      models: [],
      steps: [...steps],
    })
    stream.close()
    expect(await tested.findByText('It works: first words after 380 ms.')).toBeVisible()
    expect(tested.getByText('“Hello there”')).toBeVisible()
    expect(tested.getByText('claude-haiku-4-5')).toBeVisible()
  })

  it('that failed says why in the person’s language, and its suggestion goes into the form', async () => {
    const stream = testStream('a')
    const { user } = openOver([anthropic], '/providers?provider=a')
    server.use(stream.handler)
    const tested = within(await panel('Anthropic'))
    await user.click(tested.getByRole('button', { name: 'Test' }))
    const cause = {
      failure: 'wrong_base_url',
      en: 'It knows no such path.',
      zh: '没有这个路径。',
      upstream_message: 'not found',
      suggestion: 'https://relay.example.com/claude',
    } as const
    const step = {
      step: 'generation',
      outcome: 'failed',
      duration_ms: 5,
      status: 404,
      detail: null,
      cause,
    } as const
    stream.push({
      type: 'report',
      provider_id: 'a',
      provider_name: 'Anthropic',
      passed: false,
      duration_ms: 400,
      model: null,
      answer: null,
      first_words_ms: null,
      models: [],
      steps: [step],
    })
    stream.close()
    expect(await tested.findByText('It knows no such path.')).toBeVisible()
    expect(tested.getByText('It says: not found')).toBeVisible()
    await user.click(tested.getByRole('button', { name: 'Use it' }))
    expect(await tested.findByLabelText('Base URL')).toHaveValue('https://relay.example.com/claude')
    expect(screen.getByText('1 unsaved')).toBeVisible()
  })

  it('can be stopped', async () => {
    const stream = testStream('a')
    const { user } = openOver([anthropic], '/providers?provider=a')
    server.use(stream.handler)
    const tested = within(await panel('Anthropic'))
    await user.click(tested.getByRole('button', { name: 'Test' }))
    await user.click(await tested.findByRole('button', { name: 'Stop' }))
    expect(await tested.findByText('The test was stopped.')).toBeVisible()
  })

  it('that the server refuses says so', async () => {
    const { user } = openOver([anthropic], '/providers?provider=a')
    server.use(failing('/providers/a/test', () => HttpResponse.error()))
    const tested = within(await panel('Anthropic'))
    await user.click(tested.getByRole('button', { name: 'Test' }))
    expect(await tested.findByText('The gateway can’t be reached')).toBeVisible()
  })
})
