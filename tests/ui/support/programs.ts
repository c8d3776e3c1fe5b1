/** Starts the project's own programs, built by cargo, and ends them. */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

const root = resolve(__dirname, '../../..')
const programs = resolve(root, process.env.CARGO_TARGET_DIR ?? 'target', 'debug')

/** A running program that began with one line of JSON. */
export class Program {
  private constructor(
    private readonly child: ChildProcessByStdio<Writable, Readable, Readable>,
    private readonly said: string[],
    /** What its first line says. */
    readonly line: Record<string, string>,
  ) {}

  /** Starts it and waits for its line. */
  static async start(name: string, args: string[] = []): Promise<Program> {
    const path = resolve(programs, process.platform === 'win32' ? `${name}.exe` : name)
    if (!existsSync(path)) throw new Error(`${path} isn’t built: cargo xtask test --only pages builds it`)
    const child = spawn(path, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: ownEnvironment(),
    })
    running.add(child)
    child.once('exit', () => running.delete(child))
    const said: string[] = []
    createInterface(child.stderr).on('line', (line) => said.push(line))
    const lines = createInterface(child.stdout)
    const first = await Promise.race([
      once(lines, 'line').then(([line]) => String(line)),
      once(child, 'exit').then(([code]) => {
        throw new Error(`${name} ended with ${code}:\n${said.join('\n')}`)
      }),
    ])
    return new Program(child, said, JSON.parse(first))
  }

  /** Ends it as a terminal would, or by closing its input, and gives what it said on standard error. */
  async end(how: 'signal' | 'input'): Promise<string> {
    const gone = once(this.child, 'exit')
    if (how === 'signal') this.child.kill('SIGTERM')
    this.child.stdin.end()
    const [code] = await gone
    const said = this.said.join('\n')
    if (code !== 0) throw new Error(`a program ended with ${code}:\n${said}`)
    return said
  }
}

// A fixture that fails half-way ends nothing; its programs must not outlive the tests.
const running = new Set<{ kill: () => void }>()
process.once('exit', () => {
  for (const child of running) child.kill()
})

/** Nothing of a person’s own Switchyard, accounts or proxies gets into a test. */
const ownEnvironment = () => {
  const others = Object.entries(process.env).filter(
    ([name]) => !/^(SWITCHYARD|SESSION_TTL)|_PROXY$/i.test(name),
  )
  return { ...Object.fromEntries(others), RUST_BACKTRACE: '0' }
}
