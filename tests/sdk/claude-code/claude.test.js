// Claude Code itself, with nothing but our address and key in its environment, in a home and a repository of
// its own. It may write there; nothing of the person's is read or touched.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const told = process.env.SWITCHYARD_STAGE
if (!told) throw new Error('SWITCHYARD_STAGE is not set: run these tests with `cargo xtask test --only claude`')
const stage = JSON.parse(told)

// The wrapper finds the program for this machine among the installed packages.
const here = dirname(fileURLToPath(import.meta.url))
const WRAPPER = join(here, 'node_modules', '@anthropic-ai', 'claude-code', 'cli-wrapper.cjs')

/** Runs `claude -p "say hi"` and gives its exit code and everything it said. */
async function sayHi(t, key) {
  const home = await mkdtemp(join(tmpdir(), 'switchyard-claude-'))
  t.after(() => rm(home, { recursive: true, force: true }))
  const project = join(home, 'project')
  const git = ['-c', 'init.defaultBranch=main', 'init', '--quiet', project]
  await promisify(execFile)('git', git)
  const env = {
    HOME: home,
    PATH: process.env.PATH,
    TERM: 'dumb',
    LANG: 'C.UTF-8',
    ANTHROPIC_BASE_URL: stage.gateway,
    ANTHROPIC_AUTH_TOKEN: key,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    CLAUDE_CODE_MAX_RETRIES: '1',
  }
  const started = process.hrtime.bigint()
  const { code, output } = await new Promise((resolve) => {
    const options = { cwd: project, env, timeout: 60_000, killSignal: 'SIGKILL' }
    const child = execFile(process.execPath, [WRAPPER, '-p', 'say hi'], options, (error, stdout, stderr) => {
      resolve({ code: error ? (error.code ?? 'killed') : 0, output: stdout + stderr })
    })
    child.stdin.end()
  })
  return { code, output, seconds: Number(process.hrtime.bigint() - started) / 1e9 }
}

test('Claude Code answers a prompt through the gateway', async (t) => {
  const { code, output } = await sayHi(t, stage.key)
  assert.equal(code, 0, output)
  assert.ok(output.includes(stage.text), output)
})

test('with a wrong key Claude Code says so at once', async (t) => {
  const { code, output, seconds } = await sayHi(t, stage.wrong_key)
  assert.notEqual(code, 0, output)
  assert.match(output, /令牌已过期或验证不正确/)
  assert.ok(seconds < 30, `it took ${seconds} s`)
})
