/** An upstream with a life of its own, for pictures: token counts, pauses and failures vary, the same each time. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** Where it listens, and its end. */
export type Upstream = { url: string; close: () => void }

/** Starts one; of each hundred requests so many fail, after so many were asked. */
export const startUpstream = async (failing: (asked: number) => number, seed: number): Promise<Upstream> => {
  const random = randomOf(seed)
  let asked = 0
  const server = createServer((request, response) => {
    asked += 1
    void answer(request, response, random, failing(asked))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() }
}

const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  random: () => number,
  failing: number,
) => {
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ data: MODELS.map((id) => ({ id })), has_more: false }))
    return
  }
  const { stream, model } = JSON.parse(await textOf(request))
  const anthropic = request.url?.endsWith('/messages') ?? false
  await pause(120 + random() ** 2 * 900)
  if (model === UNKNOWN) {
    response.writeHead(404, { 'content-type': 'application/json' })
    response.end(`{"error":{"code":"model_not_found","message":"The model ${UNKNOWN} does not exist"}}`)
    return
  }
  if (random() * 100 < failing) {
    response.writeHead(503, { 'content-type': 'application/json' })
    response.end('{"error":{"type":"overloaded_error","message":"Overloaded, please try again later"}}')
    return
  }
  const usage = {
    input: Math.round(random() ** 3 * 60_000) + 300,
    cached: Math.round(random() * 20_000),
    output: Math.round(random() ** 2 * 3_000) + 20,
  }
  const events = anthropic ? anthropicEvents(model, usage) : chatEvents(model, usage)
  if (stream !== true) {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(anthropic ? message(model, usage) : completion(model, usage)))
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const event of events) {
    response.write(event)
    await pause(model === STAYS_OPEN ? 60_000 : 40 + random() ** 2 * 400)
  }
  response.end()
}

/** A request for this model stays open while pictures are taken. */
export const STAYS_OPEN = 'claude-opus-5-5-long'

const MODELS = ['claude-opus-5-5', 'claude-sonnet-5', 'claude-haiku-5']

/** No provider has this model. */
export const UNKNOWN = 'gpt-5-nano-preview'

type Usage = { input: number; cached: number; output: number }

const message = (model: string, { input, cached, output }: Usage) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model,
  content: [{ type: 'text', text: 'Done.' }],
  stop_reason: 'end_turn',
  usage: { input_tokens: input, cache_read_input_tokens: cached, output_tokens: output },
})

const anthropicEvents = (model: string, usage: Usage) => {
  const start = { ...message(model, { ...usage, output: 1 }), content: [], stop_reason: null }
  const word = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'word ' } }
  const end = {
    type: 'message_delta',
    delta: { stop_reason: 'end_turn' },
    usage: { output_tokens: usage.output },
  }
  return [
    { type: 'message_start', message: start },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    word,
    word,
    word,
    { type: 'content_block_stop', index: 0 },
    end,
    { type: 'message_stop' },
  ].map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
}

const chatUsage = ({ input, cached, output }: Usage) => ({
  prompt_tokens: input + cached,
  prompt_tokens_details: { cached_tokens: cached },
  completion_tokens: output,
  total_tokens: input + cached + output,
})

const completion = (model: string, usage: Usage) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_770_000_000,
  model,
  choices: [{ index: 0, message: { role: 'assistant', content: 'Done.' }, finish_reason: 'stop' }],
  usage: chatUsage(usage),
})

const chatEvents = (model: string, usage: Usage) => {
  const chunk = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_770_000_000, model }
  const part = (delta: object, finish_reason: string | null) => ({
    ...chunk,
    choices: [{ index: 0, delta, finish_reason }],
  })
  const parts = [part({ content: 'word ' }, null), part({ content: 'word ' }, null), part({}, 'stop')]
  const all = [...parts, { ...chunk, choices: [], usage: chatUsage(usage) }]
  return [...all.map((event) => `data: ${JSON.stringify(event)}\n\n`), 'data: [DONE]\n\n']
}

const textOf = async (request: IncomingMessage) => {
  let text = ''
  for await (const piece of request) text += piece
  return text
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export const randomOf = (seed: number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
