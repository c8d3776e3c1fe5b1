// The official `openai` SDK's Chat Completions, with nothing changed but its base URL and key.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import OpenAI from 'openai'
import { stage, WRONG_KEY_TEXT } from './stage.js'

const MODEL = 'gpt-4.1'
const HI = [{ role: 'user', content: 'hi' }]
const WEATHER = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather in a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
}

const clientWith = (apiKey) =>
  new OpenAI({ baseURL: `${stage.gateway}/v1`, apiKey, maxRetries: 0, timeout: 20_000 })
const client = clientWith(stage.key)

/** One completion; a streamed one is put together by the SDK itself. */
const ask = (streamed, model, messages, more = {}) => {
  const asked = { model, messages, ...more }
  return streamed
    ? client.chat.completions.stream({ ...asked, stream_options: { include_usage: true } }).finalChatCompletion()
    : client.chat.completions.create(asked)
}

for (const streamed of [false, true]) {
  const how = streamed ? 'streamed' : 'whole'

  test(`an answer arrives with its usage, ${how}`, async () => {
    const { choices, usage } = await ask(streamed, MODEL, HI)
    assert.equal(choices.length, 1)
    assert.equal(choices[0].message.content, stage.text)
    assert.equal(choices[0].finish_reason, 'stop')
    assert.ok(usage.prompt_tokens > 0 && usage.completion_tokens > 0)
  })

  test(`a tool is called and its result is answered, ${how}`, async () => {
    const question = { role: 'user', content: 'What is the weather in Zürich?' }
    const called = await ask(streamed, 'call-tool', [question], { tools: [WEATHER] })
    assert.equal(called.choices[0].finish_reason, 'tool_calls')
    const calls = called.choices[0].message.tool_calls
    assert.equal(calls.length, 1)
    assert.equal(calls[0].function.name, 'get_weather')
    assert.deepEqual(JSON.parse(calls[0].function.arguments), { city: 'Zürich' })
    const { id, function: { name, arguments: asked } } = calls[0]
    const conversation = [
      question,
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id, type: 'function', function: { name, arguments: asked } }],
      },
      { role: 'tool', tool_call_id: id, content: '18 °C' },
    ]
    const answered = await ask(streamed, 'call-tool', conversation, { tools: [WEATHER] })
    assert.equal(answered.choices[0].message.content, stage.text)
  })

  for (const [status, error] of [
    [400, OpenAI.BadRequestError],
    [429, OpenAI.RateLimitError],
    [500, OpenAI.InternalServerError],
  ]) {
    test(`an upstream error ${status} is typed, ${how}`, async () => {
      await assert.rejects(ask(streamed, `fail-${status}`, HI), (caught) => {
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
  const chunks = await client.chat.completions.create({ model: MODEL, messages: HI, stream: true })
  for await (const chunk of chunks) {
    for (const choice of chunk.choices) if (choice.delta.content) pieces.push(choice.delta.content)
  }
  assert.ok(pieces.length > 1)
  assert.equal(pieces.join(''), stage.text)
})

test('a wrong key is an authentication error', async () => {
  const wrong = clientWith(stage.wrong_key).chat.completions.create({ model: MODEL, messages: HI })
  await assert.rejects(wrong, (caught) => {
    assert.ok(caught instanceof OpenAI.AuthenticationError, `${caught}`)
    assert.match(caught.message, WRONG_KEY_TEXT)
    return true
  })
})

test('models are listed', async () => {
  const models = []
  for await (const model of client.models.list()) models.push(model)
  assert.ok(models.length > 0)
  assert.ok(models.every((model) => model.id && model.object === 'model'))
})
