// What the SDK tests are told: where the stage is, its keys and what it answers.
// The stage (the real server in front of the scripted upstream) is started by `cargo xtask test --only sdk`.
const told = process.env.SWITCHYARD_STAGE
if (!told) throw new Error('SWITCHYARD_STAGE is not set: run these tests with `cargo xtask test --only sdk`')

/** @type {{ gateway: string, key: string, wrong_key: string, text: string }} */
export const stage = JSON.parse(told)
export const WRONG_KEY_TEXT = /令牌已过期或验证不正确/
