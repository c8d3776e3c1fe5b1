/** What a client calls itself, in the words people use for it. */

// By how their `User-Agent` begins.
const known: readonly [RegExp, string][] = [
  [/^claude-cli\b/i, 'Claude Code'],
  [/^codex/i, 'Codex'],
  [/^gemini-?cli/i, 'Gemini CLI'],
  [/^opencode/i, 'OpenCode'],
  [/^continue/i, 'Continue'],
  [/^cursor/i, 'Cursor'],
  [/^cline/i, 'Cline'],
  [/^(async)?openai\/python/i, 'OpenAI Python'],
  [/^openai\/js/i, 'OpenAI Node'],
  [/^(async)?anthropic\/python/i, 'Anthropic Python'],
  [/^anthropic\/js/i, 'Anthropic Node'],
  [/^google-genai-sdk/i, 'Google Gen AI'],
  [/^mozilla\//i, 'Browser'],
]

/** The client's name: a known one, else the product's name before its version. */
export function clientName(userAgent: string | null | undefined): string | null {
  if (userAgent === null || userAgent === undefined || userAgent === '') return null
  const found = known.find(([pattern]) => pattern.test(userAgent))
  return found?.[1] ?? userAgent.split(/[/\s]/, 1)[0] ?? null
}
