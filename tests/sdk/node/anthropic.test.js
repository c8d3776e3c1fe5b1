// The official `@anthropic-ai/sdk`, with nothing changed but its base URL and key.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import Anthropic from '@anthropic-ai/sdk'
import { stage, WRONG_KEY_TEXT } from './stage.js'

const MODEL = 'claude-opus-5-5'
const HI = [{ role: 'user', content: 'hi' }]
const WEATHER = {
  name: 'get_weather',
  description: 'The weather in a city',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}

const clientWith = (apiKey) => new Anthropic({ baseURL: stage.gateway, apiKey, maxRetries: 0, timeout: 20_000 })
const client = clientWith(stage.key)

const ask = (streamed, model, messages, more = {}) => {
  const asked = { model, max_tokens: 64, messages, ...more }
  return streamed ? client.messages.stream(asked).finalMessage() : client.messages.create(asked)
}
const textOf = (message) =>
  message.content
    .filter((block) => block.type === 'text')
    .map((block) => block.text)
    .join('')

for (const streamed of [false, true]) {
  const how = streamed ? 'streamed' : 'whole'

  test(`an answer arrives with its usage, ${how}`, async () => {
    const message = await ask(streamed, MODEL, HI)
    assert.equal(textOf(message), stage.text)
    assert.equal(message.stop_reason, 'end_turn')
    assert.ok(message.usage.input_tokens > 0 && message.usage.output_tokens > 0)
  })

  test(`a tool is called and its result is answered, ${how}`, async () => {
    const question = { role: 'user', content: 'What is the weather in Zürich?' }
    const called = await ask(streamed, 'call-tool', [question], { tools: [WEATHER] })
    assert.equal(called.stop_reason, 'tool_use')
    const calls = called.content.filter((block) => block.type === 'tool_use')
    assert.equal(calls.length, 1)
    assert.deepEqual([calls[0].name, calls[0].input], ['get_weather', { city: 'Zürich' }])
    const result = { type: 'tool_result', tool_use_id: calls[0].id, content: '18 °C' }
    const conversation = [
      question,
      { role: 'assistant', content: called.content },
      { role: 'user', content: [result] },
    ]
    const answered = await ask(streamed, 'call-tool', conversation, { tools: [WEATHER] })
    assert.equal(textOf(answered), stage.text)
  })

  for (const [status, error] of [
    [400, Anthropic.BadRequestError],
    [429, Anthropic.RateLimitError],
    [500, Anthropic.InternalServerError],
  ]) {
    test(`an upstream error ${status} is typed, ${how}`, async () => {
      await assert.rejects(ask(streamed, `fail-${status}`, HI), (caught) => {
        assert.ok(caught instanceof error, `${caught}`)
        assert.equal(caught.status, status)
        assert.ok(caught.error.error.message)
        return true
      })
    })
  }
}

test('a stream arrives in pieces', async () => {
  const pieces = []
  for await (const event of client.messages.stream({ model: MODEL, max_tokens: 64, messages: HI })) {
    if (event.type === 'content_block_delta') pieces.push(event.delta.text)
  }
  assert.ok(pieces.length > 1)
  assert.equal(pieces.join(''), stage.text)
})

test('a wrong key is an authentication error', async () => {
  const wrong = clientWith(stage.wrong_key).messages.create({ model: MODEL, max_tokens: 64, messages: HI })
  await assert.rejects(wrong, (caught) => {
    assert.ok(caught instanceof Anthropic.AuthenticationError, `${caught}`)
    assert.match(caught.message, WRONG_KEY_TEXT)
    return true
  })
})

test('tokens are counted', async () => {
  const { input_tokens } = await client.messages.countTokens({ model: MODEL, messages: HI })
  assert.ok(input_tokens > 0)
})

test('models are listed', async () => {
  const models = []
  for await (const model of client.models.list()) models.push(model)
  assert.ok(models.length > 0)
  assert.ok(models.every((model) => model.id && model.type === 'model'))
})
