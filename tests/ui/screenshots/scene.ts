/** What the pictures show: a small team's gateway in the middle of a day. */
import type { Instance } from '../support/instance'
import { randomOf, STAYS_OPEN, startUpstream, UNKNOWN, type Upstream } from './upstream'

/** Ids that pages are opened with, and the end of what runs. */
export type Scene = {
  provider: string
  switched: string
  user: string
  /** What stands in the pictures instead of addresses on this machine. */
  hosts: ReadonlyMap<string, string>
  close: () => void
}

const REQUESTS = 320
const AT_ONCE = 32

/** Puts it on the stage. */
export const setScene = async (instance: Instance): Promise<Scene> => {
  const hosts = new Map<string, string>()
  const upstreams: Upstream[] = []
  const add = async (
    name: string,
    dialect: 'anthropic' | 'openai-chat' | 'gemini',
    host: string,
    failing: (asked: number) => number,
    more: object,
  ) => {
    const upstream = await startUpstream(failing, upstreams.length + 1)
    upstreams.push(upstream)
    hosts.set(upstream.url, `https://${host}`)
    return instance.addProvider(name, dialect, upstream.url, more)
  }
  const never = () => 0
  const provider = await add('Anthropic', 'anthropic', 'api.anthropic.com', () => 12, {
    priority: 10,
    weight: 2,
  })
  await add('Relay-B', 'anthropic', 'relay-b.example', never, { priority: 20 })
  await add('Bedrock 备用', 'anthropic', 'bedrock.example', never, { priority: 30 })
  await add('OpenAI', 'openai-chat', 'api.openai.com', (asked) => (asked < 70 ? 0 : 100), { priority: 10 })
  await add('DeepSeek', 'openai-chat', 'api.deepseek.com', never, { priority: 20, weight: 3 })
  await add('智谱 GLM', 'openai-chat', 'open.bigmodel.cn', never, { priority: 20 })
  await add('Gemini', 'gemini', 'generativelanguage.googleapis.com', never, {
    priority: 10,
    enabled: false,
    note: 'Free tier, kept for vision',
  })
  hosts.set(instance.gateway, 'http://127.0.0.1:23000')
  const keys = await people(instance)
  const random = randomOf(7)
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T
  const questions = Array.from({ length: REQUESTS }, () => {
    const key = one(keys.all)
    return { key, what: key === keys.reviews && random() > 0.06 ? one(REVIEWS) : one(KINDS) }
  })
  const ask = ({ key, what }: (typeof questions)[number]) =>
    instance.ask(key, what.dialect, what.model, what.stream, what.client)
  const last = questions.splice(-6)
  for (let from = 0; from < questions.length; from += AT_ONCE) {
    await Promise.all(questions.slice(from, from + AT_ONCE).map(ask))
  }
  const [laptop = ''] = keys.all
  await instance.ask(laptop, 'openai-chat', UNKNOWN, false, 'OpenAI/Python 2.9.0')
  for (const question of last) await ask(question)
  await instance.ask(laptop, 'openai-chat', 'gpt-5', true, 'codex_cli_rs/0.98.0')
  const leave = await instance.askAndHold(
    laptop,
    'anthropic',
    STAYS_OPEN,
    'claude-cli/2.1.90 (external, cli)',
  )
  const close = () => {
    leave()
    for (const upstream of upstreams) upstream.close()
  }
  return { provider, switched: await switched(instance), user: keys.user, hosts, close }
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
  const reviews = await key('ci', 'reviews', { allowed_models: ['claude-haiku-5', 'deepseek-chat'] })
  const all = [
    await key('owner', 'laptop'),
    await key('owner', 'Claude Code'),
    await key('小美', 'Cursor', { expires_at: inThirtyDays }),
    reviews,
  ]
  await key('ci', 'old runner', { enabled: false })
  return { user: mei, all, reviews }
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

/** What the nightly reviews may ask for. */
const REVIEWS = [
  {
    dialect: 'anthropic',
    model: 'claude-haiku-5',
    stream: true,
    client: 'claude-cli/2.1.90 (external, cli)',
  },
  { dialect: 'openai-chat', model: 'deepseek-chat', stream: false, client: 'OpenAI/Python 2.9.0' },
] as const
