// What the SDK tests are told: where the stage is, its keys and what it answers.
// The stage (the real server in front of the scripted upstream) is started by `cargo xtask test --only sdk`.
import { beforeEach } from 'node:test'

const told = process.env.SWITCHYARD_STAGE
if (!told) throw new Error('SWITCHYARD_STAGE is not set: run these tests with `cargo xtask test --only sdk`')

/** @type {{ gateway: string, key: string, wrong_key: string, text: string, control: string, control_token: string }} */
export const stage = JSON.parse(told)
export const WRONG_KEY_TEXT = /令牌已过期或验证不正确/

// What an earlier test made a provider say must not keep this one from asking it.
beforeEach(async () => {
  const { items } = await admin('GET', 'providers')
  for (const { id } of items) await admin('POST', `providers/${id}/reset-breaker`)
})

async function admin(method, path) {
  const headers = { authorization: `Bearer ${stage.control_token}` }
  const answer = await fetch(`${stage.control}/api/v1/${path}`, { method, headers })
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  return answer.json()
}
