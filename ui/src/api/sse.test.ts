import { describe, expect, it } from 'vitest'
import { SseDecoder } from './sse'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('server-sent events', () => {
  const stream = 'id: 1\ndata: {"a":"供应商"}\n\n: alive\n\ndata: one\r\ndata:two\r\n\r\ndata: unfinished'
  const events = ['{"a":"供应商"}', 'one\ntwo']

  it('are the same however the bytes arrive', () => {
    const whole = bytes(stream)
    for (let cut = 0; cut <= whole.length; cut += 1) {
      const decoder = new SseDecoder()
      expect([...decoder.push(whole.slice(0, cut)), ...decoder.push(whole.slice(cut))]).toEqual(events)
    }
    const decoder = new SseDecoder()
    expect([...whole].flatMap((byte) => decoder.push(Uint8Array.of(byte)))).toEqual(events)
  })
})
