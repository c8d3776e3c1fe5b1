/** What to give to tools: one base URL for each of the three families of clients. */
import type { components } from '../../api/schema'

type Dialect = components['schemas']['Dialect']

/** A family's name, its base URL, the variable that its SDK and tools read, and what its clients speak. */
export type BaseUrl = { name: string; url: string; variable: string; dialects: readonly Dialect[] }

/** Clients of OpenAI's dialects add `/chat/completions` and the like to a base that ends with `/v1`. */
export function baseUrls(gateway: string): readonly BaseUrl[] {
  const root = gateway.replace(/\/+$/, '')
  return [
    { name: 'Anthropic', url: root, variable: 'ANTHROPIC_BASE_URL', dialects: ['anthropic'] },
    {
      name: 'OpenAI',
      url: `${root}/v1`,
      variable: 'OPENAI_BASE_URL',
      dialects: ['openai-chat', 'openai-responses'],
    },
    { name: 'Gemini', url: root, variable: 'GOOGLE_GEMINI_BASE_URL', dialects: ['gemini'] },
  ]
}
