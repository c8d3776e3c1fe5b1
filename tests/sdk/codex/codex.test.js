// Codex itself, as `codex exec`, with a CODEX_HOME and a repository of its own, in both ways of connecting it.
// It may write there; nothing of the person's is read or touched.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const told = process.env.SWITCHYARD_STAGE
if (!told) throw new Error('SWITCHYARD_STAGE is not set: run these tests with `cargo xtask test --only codex`')
const stage = JSON.parse(told)

// The wrapper finds the program for this machine among the installed packages.
const here = dirname(fileURLToPath(import.meta.url))
const WRAPPER = join(here, 'node_modules', '@openai', 'codex', 'bin', 'codex.js')

// Nothing but the gateway is asked for, and nothing is repeated for minutes.
const QUIET = ['analytics.enabled=false', 'check_for_update_on_startup=false']

/** A provider of Codex's own, as connecting writes it. */
const own = (key, more = '') => `model_provider = "switchyard"
[model_providers.switchyard]
name = "Switchyard"
base_url = "${stage.gateway}/v1"
wire_api = "responses"
experimental_bearer_token = "${key}"
request_max_retries = 1
stream_max_retries = 1
${more}`

/** Runs `codex exec` on a prompt; gives its exit code and everything it said. */
async function exec(t, { config, auth, model = 'gpt-5', flags = [] }) {
  const home = await mkdtemp(join(tmpdir(), 'switchyard-codex-'))
  t.after(() => rm(home, { recursive: true, force: true, maxRetries: 5 }))
  const project = join(home, 'project')
  await promisify(execFile)('git', ['-c', 'init.defaultBranch=main', 'init', '--quiet', project])
  const codexHome = join(home, '.codex')
  await mkdir(codexHome)
  await writeFile(join(codexHome, 'config.toml'), config)
  if (auth) await writeFile(join(codexHome, 'auth.json'), JSON.stringify(auth))
  const env = {
    HOME: home,
    CODEX_HOME: codexHome,
    PATH: process.env.PATH,
    TERM: 'dumb',
    LANG: 'C.UTF-8',
    NO_PROXY: '127.0.0.1,localhost',
  }
  const settings = QUIET.flatMap((setting) => ['-c', setting])
  const asked = ['exec', '--skip-git-repo-check', '-s', 'danger-full-access', '-m', model, ...flags, 'say hi']
  const since = new Date().toISOString()
  const started = process.hrtime.bigint()
  const { code, output } = await new Promise((resolve) => {
    const options = { cwd: project, env, timeout: 60_000, killSignal: 'SIGKILL', maxBuffer: 16 << 20 }
    const child = execFile(process.execPath, [WRAPPER, ...settings, ...asked], options, (error, stdout, stderr) => {
      resolve({ code: error ? (error.code ?? 'killed') : 0, output: stdout + stderr })
    })
    child.stdin.end()
  })
  return { code, output, since, seconds: Number(process.hrtime.bigint() - started) / 1e9 }
}

async function admin(path) {
  const headers = { authorization: `Bearer ${stage.control_token}` }
  const answer = await fetch(`${stage.control}/api/v1/${path}`, { headers })
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  return answer.json()
}

/** What the ledger says of the one answer of a model since then, once it has ended. */
async function answered(since) {
  for (let wait = 0; wait < 100; wait += 1) {
    const { items } = await admin(`requests?since=${encodeURIComponent(since)}`)
    const row = items.find(({ operation, state }) => operation === 'generate' && state !== 'open')
    if (row) return admin(`requests/${row.id}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('no request came through')
}

test('Codex answers a prompt through the gateway', async (t) => {
  const { code, output, since } = await exec(t, { config: own(stage.key) })
  assert.equal(code, 0, output)
  assert.ok(output.includes(stage.text), output)
  const row = await answered(since)
  assert.equal(row.dialect, 'openai-responses')
  assert.match(row.client, /^codex_exec\//)
})

test('a command that the model asks for is run here, and the model gets what it printed', async (t) => {
  const { code, output } = await exec(t, { config: own(stage.key), model: 'run-command', flags: ['--json'] })
  assert.equal(code, 0, output)
  const items = output.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line).item)
  const ran = items.find((item) => item?.type === 'command_execution' && item.exit_code === 0)
  assert.match(ran?.aggregated_output ?? '', /42 from the shell/, output)
  assert.ok(items.some((item) => item?.type === 'agent_message' && item.text === stage.text), output)
})

test('a WebSocket that is refused with 426 becomes HTTP at once', async (t) => {
  const { code, output, seconds } = await exec(t, { config: own(stage.key, 'supports_websockets = true') })
  assert.equal(code, 0, output)
  assert.ok(output.includes(stage.text), output)
  assert.match(output, /failed to connect to Responses WebSocket/, 'it tried')
  assert.ok(seconds < 10, `it took ${seconds} s`)
})

// The other way: the built-in provider is moved, so that old conversations stay, with our key in the path.
const moved = `openai_base_url = "${stage.gateway}/key/${stage.key}/v1"\n`

test('with its own provider moved Codex sends the person’s key, and ours in the path counts', async (t) => {
  const { code, output, since } = await exec(t, { config: moved, auth: { OPENAI_API_KEY: 'sk-persons-own-0123456789' } })
  assert.equal(code, 0, output)
  assert.ok(output.includes(stage.text), output)
  assert.equal((await answered(since)).key_name, 'test')
})

test('with a ChatGPT login its compressed body is read', async (t) => {
  const { code, output, since, seconds } = await exec(t, { config: moved, auth: signedIn() })
  assert.equal(code, 0, output)
  assert.ok(output.includes(stage.text), output)
  assert.ok(seconds < 20, `it took ${seconds} s`)
  const { changes } = await answered(since)
  assert.ok(changes.some(({ change }) => change === 'body_decoded'), JSON.stringify(changes))
})

/** A login that nobody has: Codex reads its tokens, and whoever gets them learns nothing. */
function signedIn() {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const exp = Math.floor(Date.now() / 1000) + 86_400
  const account = { chatgpt_plan_type: 'plus', chatgpt_user_id: 'user-0', chatgpt_account_id: 'account-0' }
  const claims = { exp, email: 'nobody@example.invalid', 'https://api.openai.com/auth': account }
  const token = `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.${part('unsigned')}`
  const tokens = { id_token: token, access_token: token, refresh_token: 'none', account_id: 'account-0' }
  return { auth_mode: 'chatgpt', OPENAI_API_KEY: null, tokens, last_refresh: new Date().toISOString() }
}

test('with a wrong key Codex says so', async (t) => {
  const { code, output, seconds } = await exec(t, { config: own(stage.wrong_key) })
  assert.notEqual(code, 0, output)
  assert.match(output, /令牌已过期或验证不正确/)
  assert.ok(seconds < 30, `it took ${seconds} s`)
})
