/** Fills an instance with what a person has after a day’s work: providers, people, keys, requests that went each way. */
import type { Instance } from './instance'
import type { Upstreams } from './test'

/** Gives the key that most requests were made with. */
export const seed = async (instance: Instance, upstreams: Upstreams): Promise<string> => {
  await instance.addProvider('Anthropic', 'anthropic', upstreams.sensible, { priority: 10, weight: 3 })
  await instance.addProvider('Relay B', 'anthropic', upstreams.sensible, { priority: 20 })
  await instance.addProvider('OpenAI', 'openai-chat', upstreams.overloaded, { priority: 10 })
  await instance.addProvider('Aggregator', 'openai-chat', upstreams.sensible, { priority: 20 })
  await instance.addProvider('Old account', 'gemini', upstreams.nobody, { enabled: false, priority: 30 })
  const laptop = await instance.newKey('laptop')
  await instance.api('POST', '/users', { name: 'mei', note: 'writes the documentation' })
  const { secret: mei } = await instance.api<{ secret: string }>('POST', '/keys', {
    user: 'mei',
    name: 'Cursor',
  })
  for (const model of ['claude-opus-5-5', 'claude-haiku-5']) {
    await instance.ask(laptop, 'anthropic', model, true)
    await instance.ask(mei, 'anthropic', model)
  }
  // The first provider of this dialect is overloaded, so the second answers.
  await instance.ask(laptop, 'openai-chat', 'gpt-5', true)
  await instance.ask(laptop, 'anthropic', 'fail-400')
  await instance.ask(laptop, 'anthropic', 'fail-529')
  return laptop
}
