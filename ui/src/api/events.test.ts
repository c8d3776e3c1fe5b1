import { beforeEach, expect, test, vi } from 'vitest'
import { followEvents, type Line, type ServerEvent } from './events'

/** The window's process as the page sees it. */
const shell = vi.hoisted(() => ({
  subscriptions: [] as { after: number | null; send: (sent: unknown) => void }[],
  left: 0,
}))
vi.mock('./door', () => ({ inWindow: true }))
vi.mock('@tauri-apps/api/core', () => ({
  Channel: class {
    onmessage: (sent: unknown) => void = () => {}
  },
  invoke: (
    command: string,
    given?: { channel: { onmessage: (sent: unknown) => void }; after: number | null },
  ) => {
    if (command === 'unsubscribe') shell.left += 1
    if (command === 'subscribe' && given !== undefined) {
      shell.subscriptions.push({ after: given.after, send: (sent) => given.channel.onmessage(sent) })
    }
    return Promise.resolve()
  },
}))

beforeEach(() => {
  shell.subscriptions.length = 0
  shell.left = 0
})

const hello = (seq: number) => ({ type: 'hello', seq, started_at: '2026-01-02T03:04:05Z' })
const subscription = (count: number) =>
  vi.waitFor(() => {
    const found = shell.subscriptions[count]
    if (found === undefined) throw new Error('not yet')
    return found
  })

test('in the window events come over its channel, in order, and go on where they were after it ended', async () => {
  const stop = new AbortController()
  const heard: number[] = []
  const lines: Line['state'][] = []
  const done = followEvents(
    {
      event: (event: ServerEvent) => heard.push(event.seq),
      line: (line) => lines.push(line.state),
    },
    stop.signal,
  )

  const first = await subscription(0)
  expect(first.after).toBeNull()
  first.send({ kind: 'events', events: [hello(4), { type: 'keys_changed', seq: 5 }] })
  first.send({ kind: 'events', events: [{ type: 'keys_changed', seq: 6 }] })
  await vi.waitFor(() => expect(heard).toEqual([4, 5, 6]))
  first.send({ kind: 'ended' })

  const second = await subscription(1)
  expect(second.after).toBe(6)
  expect(lines).toEqual(['connecting', 'open', 'lost'])
  second.send({ kind: 'events', events: [hello(6)] })
  await vi.waitFor(() => expect(lines.at(-1)).toBe('open'))

  stop.abort()
  await done
  expect(shell.left).toBe(1)
})
