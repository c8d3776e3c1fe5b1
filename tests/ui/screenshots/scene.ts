/** What the pictures show: a small team's gateway in the middle of a day. */
import type { Instance } from '../support/instance'
import { randomOf, STAYS_OPEN, startUpstream, UNKNOWN } from './upstream'

/** Ids that pages are opened with, and the end of what runs. */
export type Scene = { provider: string; switched: string; user: string; close: () => void }

const REQUESTS = 320

/** Puts it on the stage. */
export const setScene = async (instance: Instance): Promise<Scene> => {
  const [steady, shaky, down] = await Promise.all([
    startUpstream(0, 1),
    startUpstream(12, 2),
    startUpstream(100, 3),
  ])
  const add = (name: string, dialect: 'anthropic' | 'openai-chat' | 'gemini', url: string, more: object) =>
    instance.addProvider(name, dialect, url, more)
  const provider = await add('Anthropic', 'anthropic', shaky.url, { priority: 10, weight: 2 })
  await add('Relay-B', 'anthropic', steady.url, { priority: 20 })
  await add('Bedrock 备用', 'anthropic', steady.url, { priority: 30 })
  await add('OpenAI', 'openai-chat', down.url, { priority: 10 })
  await add('DeepSeek', 'openai-chat', steady.url, { priority: 20, weight: 3 })
  await add('智谱 GLM', 'openai-chat', steady.url, { priority: 20 })
  await add('Gemini', 'gemini', steady.url, {
    priority: 10,
    enabled: false,
    note: 'Free tier, kept for vision',
  })
  const keys = await people(instance)
  const random = randomOf(7)
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T
  const questions = Array.from({ length: REQUESTS }, () => ({ key: one(keys.all), what: one(KINDS) }))
  for (let from = 0; from < questions.length; from += 8) {
    const some = questions.slice(from, from + 8)
    await Promise.all(
      some.map(({ key, what }) => instance.ask(key, what.dialect, what.model, what.stream, what.client)),
    )
  }
  const [laptop = ''] = keys.all
  await instance.ask(laptop, 'openai-chat', UNKNOWN, false, 'OpenAI/Python 2.9.0')
  await instance.ask(laptop, 'openai-chat', 'gpt-5', true, 'codex_cli_rs/0.98.0')
  const leave = await instance.askAndHold(
    laptop,
    'anthropic',
    STAYS_OPEN,
    'claude-cli/2.1.90 (external, cli)',
  )
  const close = () => {
    leave()
    for (const upstream of [steady, shaky, down]) upstream.close()
  }
  return { provider, switched: await switched(instance), user: keys.user, close }
}

const people = async (instance: Instance) => {
  const user = async (name: string, more: object = {}) => {
    const { id } = await instance.api<{ id: string }>('POST', '/users', { name, ...more })
    return id
  }
  const key = async (of: string, name: string, more: object = {}) => {
    const made = await instance.api<{ secret: string }>('POST', '/keys', { user: of, name, ...more })
    return made.secret
  }
  const mei = await user('小美', { note: '写文档，用 Cursor' })
  await user('ci', { note: 'Nightly reviews' })
  const inThirtyDays = new Date(Date.now() + 30 * 86_400_000).toISOString()
  const all = [
    await key('owner', 'laptop'),
    await key('owner', 'Claude Code'),
    await key('小美', 'Cursor', { expires_at: inThirtyDays }),
    await key('ci', 'reviews', { allowed_models: ['claude-haiku-5', 'deepseek-chat'] }),
  ]
  await key('ci', 'old runner', { enabled: false })
  return { user: mei, all }
}

/** The request to look at: another provider answered than the first. */
const switched = async (instance: Instance): Promise<string> => {
  type Row = { id: string; state: string; attempts?: unknown[] }
  const { items } = await instance.api<{ items: Row[] }>('GET', '/requests?limit=400')
  const row = items.find(({ state, attempts }) => state === 'done' && (attempts?.length ?? 0) > 1)
  return (row ?? items[0])?.id ?? ''
}

const KINDS = [
  {
    dialect: 'anthropic',
    model: 'claude-opus-5-5',
    stream: true,
    client: 'claude-cli/2.1.90 (external, cli)',
  },
  {
    dialect: 'anthropic',
    model: 'claude-opus-5-5',
    stream: true,
    client: 'claude-cli/2.1.90 (external, cli)',
  },
  {
    dialect: 'anthropic',
    model: 'claude-haiku-5',
    stream: true,
    client: 'claude-cli/2.1.90 (external, cli)',
  },
  { dialect: 'openai-chat', model: 'deepseek-chat', stream: true, client: 'Cursor/1.9.2' },
  { dialect: 'openai-chat', model: 'glm-5', stream: false, client: 'OpenAI/Python 2.9.0' },
  { dialect: 'openai-chat', model: 'gpt-5', stream: true, client: 'codex_cli_rs/0.98.0' },
] as const
