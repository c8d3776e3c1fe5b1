/**
 * What to paste where, so that a tool calls this gateway: data, and nothing else. The facts were measured with the
 * tools themselves, so a line changes only after its tool was tried again.
 *
 * Base URLs: without `/v1` for Anthropic's own shape, with it for OpenAI's, without a version for Gemini's. Continue
 * wants `/v1` for Anthropic, too.
 */
import { m } from '../paraglide/messages.js'

/** Where the gateway is, and the key to call it with. */
export type Access = {
  /** `http://127.0.0.1:23000`, without a slash at the end. Never `localhost`, which may mean another address first. */
  url: string
  /** The key's secret. */
  key: string
  /** Where others reach the gateway over HTTPS, if they do: what runs elsewhere needs it. */
  publicUrl: string | null
}

/** Lines for one place. */
export type Lines = {
  /** A file, or the program that takes them. */
  where: string
  kind: 'file' | 'command'
  text: string
}

/** Something to know: `old` is an instruction that is passed on everywhere and no longer works. */
export type Remark = { kind: 'know' | 'old' | 'warn'; text: string }

/** The tools that have lines. */
export const clientIds = [
  'claude-code',
  'codex',
  'cursor',
  'continue',
  'gemini-cli',
  'python',
  'node',
  'curl',
] as const
/** One of them. */
export type ClientId = (typeof clientIds)[number]

/** Names are names: they are the same in every language, but for the SDKs. */
export const clientNames: Record<ClientId, string> = {
  'claude-code': 'Claude Code',
  codex: 'Codex',
  cursor: 'Cursor',
  continue: 'Continue',
  'gemini-cli': 'Gemini CLI',
  python: 'Python SDK',
  node: 'Node SDK',
  curl: 'curl',
}

/** What to paste for a tool. */
export const linesFor = (client: ClientId, access: Access): readonly Lines[] => lines[client](access)

/** What to know about a tool, the most important first. */
export const remarksOn = (client: ClientId, access: Access): readonly Remark[] => remarks[client](access)

const json = (value: unknown): string => JSON.stringify(value, null, 2)

const lines: Record<ClientId, (access: Access) => Lines[]> = {
  'claude-code': ({ url, key }) => [
    {
      where: '~/.claude/settings.json',
      kind: 'file',
      text: json({ env: { ANTHROPIC_BASE_URL: url, ANTHROPIC_AUTH_TOKEN: key } }),
    },
  ],
  codex: ({ url, key }) => [
    {
      where: '~/.codex/config.toml',
      kind: 'file',
      text: [
        'model_provider = "switchyard"',
        '',
        '[model_providers.switchyard]',
        'name = "Switchyard"',
        `base_url = "${url}/v1"`,
        'wire_api = "responses"',
        `experimental_bearer_token = "${key}"`,
      ].join('\n'),
    },
    // The other way carries the person's own login to the address it names, so it stays on this machine.
    ...(isLoopback(url)
      ? [
          {
            where: m.clients_codex_keep(),
            kind: 'file' as const,
            text: `openai_base_url = "${url}/key/${key}/v1"`,
          },
        ]
      : []),
  ],
  cursor: ({ key, publicUrl }) =>
    publicUrl === null
      ? []
      : [
          { where: 'Override OpenAI Base URL', kind: 'command', text: `${publicUrl}/v1` },
          { where: 'OpenAI API Key', kind: 'command', text: key },
        ],
  continue: ({ url, key }) => [
    {
      where: '~/.continue/config.yaml',
      kind: 'file',
      text: [
        'name: Switchyard',
        'version: 1.0.0',
        'schema: v1',
        'models:',
        '  - name: Claude (Switchyard)',
        '    provider: anthropic',
        '    model: claude-sonnet-4-5',
        `    apiBase: ${url}/v1`,
        `    apiKey: ${key}`,
        '    roles: [chat, edit, apply]',
      ].join('\n'),
    },
  ],
  'gemini-cli': ({ url, key }) => [
    {
      where: '~/.gemini/.env',
      kind: 'file',
      text: [`GOOGLE_GEMINI_BASE_URL=${url}`, `GEMINI_API_KEY=${key}`].join('\n'),
    },
    {
      where: '~/.gemini/settings.json',
      kind: 'file',
      text: json({ security: { auth: { selectedType: 'gemini-api-key' } } }),
    },
  ],
  python: ({ url, key }) => [
    {
      where: 'anthropic',
      kind: 'command',
      text: [
        'import anthropic',
        '',
        `client = anthropic.Anthropic(base_url="${url}", api_key="${key}")`,
      ].join('\n'),
    },
    {
      where: 'openai',
      kind: 'command',
      text: ['import openai', '', `client = openai.OpenAI(base_url="${url}/v1", api_key="${key}")`].join(
        '\n',
      ),
    },
    {
      where: 'google-genai',
      kind: 'command',
      text: [
        'from google import genai',
        '',
        `client = genai.Client(api_key="${key}", http_options={"base_url": "${url}"})`,
      ].join('\n'),
    },
  ],
  node: ({ url, key }) => [
    {
      where: '@anthropic-ai/sdk',
      kind: 'command',
      text: [
        "import Anthropic from '@anthropic-ai/sdk'",
        '',
        `const client = new Anthropic({ baseURL: '${url}', apiKey: '${key}' })`,
      ].join('\n'),
    },
    {
      where: 'openai',
      kind: 'command',
      text: [
        "import OpenAI from 'openai'",
        '',
        `const client = new OpenAI({ baseURL: '${url}/v1', apiKey: '${key}' })`,
      ].join('\n'),
    },
    {
      where: '@google/genai',
      kind: 'command',
      text: [
        "import { GoogleGenAI } from '@google/genai'",
        '',
        `const client = new GoogleGenAI({ apiKey: '${key}', httpOptions: { baseUrl: '${url}' } })`,
      ].join('\n'),
    },
  ],
  curl: ({ url, key }) => [
    {
      where: 'Anthropic Messages',
      kind: 'command',
      text: curl(`${url}/v1/messages`, [`x-api-key: ${key}`, 'anthropic-version: 2023-06-01'], {
        model: 'claude-sonnet-4-5',
        max_tokens: 64,
        messages: [{ role: 'user', content: 'hi' }],
      }),
    },
    {
      where: 'OpenAI Chat Completions',
      kind: 'command',
      text: curl(`${url}/v1/chat/completions`, [`Authorization: Bearer ${key}`], {
        model: 'gpt-5',
        messages: [{ role: 'user', content: 'hi' }],
      }),
    },
    {
      where: 'OpenAI Responses',
      kind: 'command',
      text: curl(`${url}/v1/responses`, [`Authorization: Bearer ${key}`], { model: 'gpt-5', input: 'hi' }),
    },
    {
      where: 'Gemini generateContent',
      kind: 'command',
      text: curl(`${url}/v1beta/models/gemini-2.5-pro:generateContent`, [`x-goog-api-key: ${key}`], {
        contents: [{ parts: [{ text: 'hi' }] }],
      }),
    },
  ],
}

/** One request in the shell, on several lines. */
export function curl(url: string, headers: readonly string[], body: unknown): string {
  const heads = [...headers, 'content-type: application/json'].map((header) => `-H "${header}"`)
  return [`curl "${url}"`, ...heads, `-d '${JSON.stringify(body)}'`].join(' \\\n  ')
}

const remarks: Record<ClientId, (access: Access) => Remark[]> = {
  'claude-code': () => [
    { kind: 'know', text: m.clients_claude_merge() },
    { kind: 'know', text: m.clients_claude_restart() },
    { kind: 'old', text: m.clients_claude_old_command() },
    { kind: 'warn', text: m.clients_claude_key() },
    { kind: 'know', text: m.clients_claude_wrong() },
  ],
  codex: ({ url }) => [
    { kind: 'know', text: m.clients_codex_top() },
    { kind: 'know', text: isLoopback(url) ? m.clients_codex_history() : m.clients_codex_history_lan() },
    { kind: 'old', text: m.clients_codex_old_variable() },
    { kind: 'old', text: m.clients_codex_old_wire() },
    { kind: 'know', text: m.clients_codex_restart() },
    { kind: 'know', text: m.clients_codex_wrong() },
  ],
  cursor: ({ publicUrl }) => [
    { kind: 'know', text: m.clients_cursor_inside() },
    { kind: 'warn', text: m.clients_cursor_why() },
    { kind: 'know', text: m.clients_cursor_needs() },
    { kind: 'know', text: publicUrl === null ? m.clients_cursor_url_first() : m.clients_cursor_where() },
    { kind: 'know', text: m.clients_cursor_which() },
  ],
  continue: () => [
    { kind: 'know', text: m.clients_continue_merge() },
    { kind: 'know', text: m.clients_continue_where() },
    { kind: 'old', text: m.clients_continue_old_gemini() },
  ],
  'gemini-cli': () => [
    { kind: 'know', text: m.clients_gemini_merge() },
    { kind: 'warn', text: m.clients_gemini_env() },
    { kind: 'old', text: m.clients_gemini_old() },
    { kind: 'know', text: m.clients_gemini_restart() },
    { kind: 'know', text: m.clients_gemini_wrong() },
  ],
  python: () => [
    { kind: 'know', text: m.clients_sdk_v1() },
    { kind: 'warn', text: m.clients_python_proxy() },
    { kind: 'know', text: m.clients_sdk_variables() },
  ],
  node: () => [
    { kind: 'know', text: m.clients_sdk_v1() },
    { kind: 'know', text: m.clients_sdk_variables() },
  ],
  curl: () => [
    { kind: 'know', text: m.clients_curl_stream() },
    { kind: 'know', text: m.clients_curl_windows() },
  ],
}

/** Whether only this machine reaches the address. */
export const isLoopback = (url: string): boolean =>
  /^https?:\/\/(127(\.\d{1,3}){3}|localhost|\[::1\])(:\d+)?$/.test(url)
