/**
 * What happens, as it happens. The only file that speaks to the doors it can come through: at the web door events are
 * read with `fetch`, since an EventSource can't carry the token; in the desktop's window they come over a channel.
 */
import { inWindow } from './door'
import { ApiError, endsSession, problemOf } from './errors'
import type { components } from './schema'
import { CSRF_HEADER, session } from './session'
import { SseDecoder } from './sse'

/** Something that happened, or a notice about the stream itself. */
export type ServerEvent = components['schemas']['StreamedEvent']

/** The state of the line that events come over. */
export type Line = { state: 'connecting' } | { state: 'open' } | { state: 'lost'; attempt: number }

const WAITS_MS = [500, 1_000, 2_000, 5_000, 10_000]
const KEEP_ALIVE_MS = 15_000
/** The window is started anew when its page says nothing for 8 seconds. */
const HEARTBEAT_MS = 2_000

/** Follows what happens until `signal`; comes back by itself when the line is lost, and asks for what was missed. */
export async function followEvents(
  hear: { event: (event: ServerEvent) => void; line: (line: Line) => void },
  signal: AbortSignal,
): Promise<void> {
  let after: number | null = null
  let attempt = 0
  hear.line({ state: 'connecting' })
  while (!signal.aborted) {
    try {
      for await (const event of inWindow ? hearChannel(after, signal) : read(after, signal)) {
        attempt = 0
        after = event.seq
        if (event.type === 'hello') hear.line({ state: 'open' })
        hear.event(event)
      }
    } catch (error) {
      if (signal.aborted) return
      if (endsSession(error)) {
        session.end()
        return
      }
    }
    if (signal.aborted) return
    attempt += 1
    hear.line({ state: 'lost', attempt })
    await pause(WAITS_MS[Math.min(attempt, WAITS_MS.length) - 1] ?? 0, signal)
  }
}

/** Tells the window's process that the page has painted, and then that it still runs. Nothing at the web door. */
export async function showWindow(): Promise<void> {
  if (!inWindow) return
  const { invoke } = await import('@tauri-apps/api/core')
  // A hidden page paints nothing, so a frame is not waited for for ever.
  await Promise.race([painted(), pause(200)])
  const tell = (command: 'page_ready' | 'heartbeat', seen: boolean) =>
    void invoke(command, { seen }).catch(() => {})
  const seen = () => document.visibilityState === 'visible'
  tell('page_ready', seen())
  setInterval(() => {
    if (seen()) tell('heartbeat', true)
  }, HEARTBEAT_MS)
  // Once it can't be seen it is missed by nobody.
  document.addEventListener('visibilitychange', () => tell('heartbeat', seen()))
}

const painted = () =>
  new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))

/** What the window's process sends. */
type Sent = { kind: 'events'; events: ServerEvent[] } | { kind: 'ended' }

async function* hearChannel(after: number | null, signal: AbortSignal): AsyncGenerator<ServerEvent> {
  const { Channel, invoke } = await import('@tauri-apps/api/core')
  if (signal.aborted) return
  let waiting: ServerEvent[] = []
  let ended = false
  let wake = () => {}
  const channel = new Channel<Sent>()
  channel.onmessage = (sent) => {
    if (sent.kind === 'ended') ended = true
    else waiting.push(...sent.events)
    wake()
  }
  const stop = () => {
    void invoke('unsubscribe').catch(() => {})
    wake()
  }
  signal.addEventListener('abort', stop)
  try {
    await invoke('subscribe', { channel, after })
    while (!signal.aborted) {
      const batch = waiting
      waiting = []
      yield* batch
      if (waiting.length > 0) continue
      if (ended) return
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

async function* read(after: number | null, signal: AbortSignal): AsyncGenerator<ServerEvent> {
  const silence = new AbortController()
  // Twice the server's own sign of life: then nobody is there any more.
  const listen = () => setTimeout(() => silence.abort(), 2 * KEEP_ALIVE_MS + 1_000)
  let timer = listen()
  try {
    const response = await fetch(`/api/v1/events${after === null ? '' : `?after=${after}`}`, {
      headers: { [CSRF_HEADER]: session.token() ?? '', accept: 'text/event-stream' },
      credentials: 'same-origin',
      signal: AbortSignal.any([signal, silence.signal]),
    })
    if (!response.ok) throw await problemOf(response)
    if (response.body === null) throw new ApiError('unreadable')
    const decoder = new SseDecoder()
    const reader = response.body.getReader()
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      clearTimeout(timer)
      timer = listen()
      for (const data of decoder.push(next.value)) yield JSON.parse(data) as ServerEvent
    }
  } finally {
    clearTimeout(timer)
  }
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
