// The official `openai` SDK's Responses, with nothing changed but its base URL and key.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import OpenAI from 'openai'
import { stage, WRONG_KEY_TEXT } from './stage.js'

const MODEL = 'gpt-5'
const WEATHER = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather in a city',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
  strict: true,
}

const clientWith = (apiKey) =>
  new OpenAI({ baseURL: `${stage.gateway}/v1`, apiKey, maxRetries: 0, timeout: 20_000 })
const client = clientWith(stage.key)

/** One response; a streamed one is put together by the SDK itself. */
const ask = (streamed, model, input, more = {}) =>
  streamed
    ? client.responses.stream({ model, input, ...more }).finalResponse()
    : client.responses.create({ model, input, ...more })
const textOf = (response) =>
  response.output
    .filter((item) => item.type === 'message')
    .flatMap((item) => item.content.map((part) => part.text))
    .join('')

for (const streamed of [false, true]) {
  const how = streamed ? 'streamed' : 'whole'

  test(`an answer arrives with its usage, ${how}`, async () => {
    const response = await ask(streamed, MODEL, 'hi')
    assert.equal(textOf(response), stage.text)
    assert.equal(response.status, 'completed')
    assert.ok(response.usage.input_tokens > 0 && response.usage.output_tokens > 0)
  })

  test(`a tool is called and its result is answered, ${how}`, async () => {
    const question = { role: 'user', content: 'What is the weather in Zürich?' }
    const called = await ask(streamed, 'call-tool', [question], { tools: [WEATHER] })
    const calls = called.output.filter((item) => item.type === 'function_call')
    assert.equal(calls.length, 1)
    const { call_id, name, arguments: asked } = calls[0]
    assert.equal(name, 'get_weather')
    assert.deepEqual(JSON.parse(asked), { city: 'Zürich' })
    const conversation = [
      question,
      { type: 'function_call', call_id, name, arguments: asked },
      { type: 'function_call_output', call_id, output: '18 °C' },
    ]
    const answered = await ask(streamed, 'call-tool', conversation, { tools: [WEATHER] })
    assert.equal(textOf(answered), stage.text)
  })

  for (const [status, error] of [
    [400, OpenAI.BadRequestError],
    [429, OpenAI.RateLimitError],
    [500, OpenAI.InternalServerError],
  ]) {
    test(`an upstream error ${status} is typed, ${how}`, async () => {
      await assert.rejects(ask(streamed, `fail-${status}`, 'hi'), (caught) => {
        assert.ok(caught instanceof error, `${caught}`)
        assert.equal(caught.status, status)
        assert.ok(caught.error.message)
        return true
      })
    })
  }
}

test('a stream arrives in pieces', async () => {
  const pieces = []
  for await (const event of await client.responses.create({ model: MODEL, input: 'hi', stream: true })) {
    if (event.type === 'response.output_text.delta') pieces.push(event.delta)
  }
  assert.ok(pieces.length > 1)
  assert.equal(pieces.join(''), stage.text)
})

test('a wrong key is an authentication error', async () => {
  const wrong = clientWith(stage.wrong_key).responses.create({ model: MODEL, input: 'hi' })
  await assert.rejects(wrong, (caught) => {
    assert.ok(caught instanceof OpenAI.AuthenticationError, `${caught}`)
    assert.match(caught.message, WRONG_KEY_TEXT)
    return true
  })
})
