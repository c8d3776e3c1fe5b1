/** What to give to tools: one base URL for each of the three families of clients. */

/** A family's name, its base URL, and the variable that its SDK and tools read. */
export type BaseUrl = { name: string; url: string; variable: string }

/** Clients of OpenAI's dialects add `/chat/completions` and the like to a base that ends with `/v1`. */
export function baseUrls(gateway: string): readonly BaseUrl[] {
  const root = gateway.replace(/\/+$/, '')
  return [
    { name: 'Anthropic', url: root, variable: 'ANTHROPIC_BASE_URL' },
    { name: 'OpenAI', url: `${root}/v1`, variable: 'OPENAI_BASE_URL' },
    { name: 'Gemini', url: root, variable: 'GOOGLE_GEMINI_BASE_URL' },
  ]
}
