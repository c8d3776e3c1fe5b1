/** A running switchyard-server on a directory of its own, and its admin API through the control door. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Program } from './programs'

export type Dialect = 'anthropic' | 'openai-chat' | 'openai-responses' | 'gemini'

/** What an ask of the gateway gave. */
export type Answer = { status: number; text: string }

export class Instance {
  private constructor(
    private readonly program: Program,
    /** Where it keeps its data. */
    readonly directory: string,
    private readonly control: { address: string; token: string },
  ) {}

  /** Starts one without a provider; unless it is `fresh`, the first steps were taken. */
  static async start(fresh = false): Promise<Instance> {
    const directory = mkdtempSync(join(tmpdir(), 'switchyard-pages-'))
    const ports = ['--port', '0', '--admin-port', '0']
    const program = await Program.start('switchyard-server', ['--json', '--data-dir', directory, ...ports])
    const control = JSON.parse(readFileSync(join(directory, 'runtime.json'), 'utf8'))
    const instance = new Instance(program, directory, control)
    if (!fresh) await instance.api('PUT', '/settings/first_run_done', { value: true })
    return instance
  }

  /** Where requests go. */
  get gateway(): string {
    return this.said('gateway')
  }

  /** Where the pages are. */
  get pages(): string {
    return this.said('admin')
  }

  /** A call of the admin API; an answer that is no success is an error. */
  async api<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`http://${this.control.address}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.control.token}`,
        'content-type': 'application/json',
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }

  /** A link that signs one browser in, once. */
  async signInLink(): Promise<string> {
    const { url } = await this.api<{ url: string }>('POST', '/admin/link')
    return url
  }

  async addProvider(name: string, dialect: Dialect, baseUrl: string, more: object = {}): Promise<string> {
    const form = {
      name,
      dialect,
      base_url: baseUrl,
      credential: 'sk-upstream-0123456789',
      ...more,
    }
    const { id } = await this.api<{ id: string }>('POST', '/providers', form)
    return id
  }

  /** A key of the owner’s. */
  async newKey(name = 'test'): Promise<string> {
    const { secret } = await this.api<{ secret: string }>('POST', '/keys', {
      user: 'owner',
      name,
    })
    return secret
  }

  /** Asks the gateway as a tool would. */
  async ask(
    key: string,
    dialect: 'anthropic' | 'openai-chat',
    model: string,
    stream = false,
    client = 'page-tests/1.0',
  ): Promise<Answer> {
    const answer = await fetch(...this.question(key, dialect, model, stream, client))
    return { status: answer.status, text: await answer.text() }
  }

  /** Asks for a stream and leaves it open until the returned function is called. */
  async askAndHold(
    key: string,
    dialect: 'anthropic' | 'openai-chat',
    model: string,
    client?: string,
  ): Promise<() => void> {
    const leave = new AbortController()
    const [url, init] = this.question(key, dialect, model, true, client)
    const answer = await fetch(url, { ...init, signal: leave.signal })
    await answer.body?.getReader().read()
    return () => leave.abort()
  }

  /** Ends it, and removes what it kept. */
  async end(): Promise<void> {
    await this.program.end('signal')
    rmSync(this.directory, { recursive: true, force: true })
  }

  private question(
    key: string,
    dialect: string,
    model: string,
    stream: boolean,
    client = 'page-tests/1.0',
  ): [string, RequestInit] {
    const path = dialect === 'anthropic' ? '/v1/messages' : '/v1/chat/completions'
    const messages = [{ role: 'user', content: 'Hello' }]
    const body = JSON.stringify({ model, stream, messages, max_tokens: 100 })
    const headers = {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'user-agent': client,
      ...(dialect === 'anthropic' && { 'anthropic-version': '2023-06-01' }),
    }
    return [this.gateway + path, { method: 'POST', headers, body }]
  }

  private said(what: string): string {
    const value = this.program.line[what]
    if (value === undefined) throw new Error(`switchyard-server did not say its ${what}`)
    return value
  }
}
