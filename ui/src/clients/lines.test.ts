import { describe, expect, it } from 'vitest'
import { clientIds, linesFor, remarksOn } from './lines'

const here = { url: 'http://127.0.0.1:23000', key: 'sk-sy-key', publicUrl: null }
const texts = (...args: Parameters<typeof linesFor>) => linesFor(...args).map(({ text }) => text)

describe('the lines to paste', () => {
  it('for Claude Code write both the address, without /v1, and the token, and never an API key', () => {
    const [settings] = linesFor('claude-code', here)
    expect(settings?.where).toBe('~/.claude/settings.json')
    expect(JSON.parse(settings?.text ?? '')).toEqual({
      env: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:23000', ANTHROPIC_AUTH_TOKEN: 'sk-sy-key' },
    })
  })

  it('for Codex name a provider of its own, whose key stands above the table', () => {
    expect(texts('codex', here)[0]).toBe(`model_provider = "switchyard"

[model_providers.switchyard]
name = "Switchyard"
base_url = "http://127.0.0.1:23000/v1"
wire_api = "responses"
experimental_bearer_token = "sk-sy-key"`)
  })

  it('for Codex offer the way that keeps old conversations, on this machine only', () => {
    expect(texts('codex', here)[1]).toBe('openai_base_url = "http://127.0.0.1:23000/key/sk-sy-key/v1"')
    expect(texts('codex', { ...here, url: 'http://192.168.1.10:23000' })).toHaveLength(1)
  })

  it('for Gemini CLI write two files, and an address without a version', () => {
    const [variables, settings] = linesFor('gemini-cli', here)
    expect(variables).toMatchObject({
      where: '~/.gemini/.env',
      text: 'GOOGLE_GEMINI_BASE_URL=http://127.0.0.1:23000\nGEMINI_API_KEY=sk-sy-key',
    })
    expect(settings?.where).toBe('~/.gemini/settings.json')
    expect(JSON.parse(settings?.text ?? '')).toEqual({
      security: { auth: { selectedType: 'gemini-api-key' } },
    })
  })

  it('for Continue are an entry whose address ends with /v1, for Anthropic too', () => {
    expect(texts('continue', here)[0]).toBe(`name: Switchyard
version: 1.0.0
schema: v1
models:
  - name: Claude (Switchyard)
    provider: anthropic
    model: claude-sonnet-4-5
    apiBase: http://127.0.0.1:23000/v1
    apiKey: sk-sy-key
    roles: [chat, edit, apply]`)
  })

  it('for Cursor’s own chat need an address that its servers reach', () => {
    expect(linesFor('cursor', here)).toEqual([])
    expect(texts('cursor', { ...here, publicUrl: 'https://switch.example.org' })).toEqual([
      'https://switch.example.org/v1',
      'sk-sy-key',
    ])
  })

  it('for SDKs put /v1 to OpenAI’s address only', () => {
    expect(texts('python', here)).toEqual([
      'import anthropic\n\nclient = anthropic.Anthropic(base_url="http://127.0.0.1:23000", api_key="sk-sy-key")',
      'import openai\n\nclient = openai.OpenAI(base_url="http://127.0.0.1:23000/v1", api_key="sk-sy-key")',
      'from google import genai\n\nclient = genai.Client(api_key="sk-sy-key", http_options={"base_url": "http://127.0.0.1:23000"})',
    ])
    expect(texts('node', here)).toEqual([
      "import Anthropic from '@anthropic-ai/sdk'\n\nconst client = new Anthropic({ baseURL: 'http://127.0.0.1:23000', apiKey: 'sk-sy-key' })",
      "import OpenAI from 'openai'\n\nconst client = new OpenAI({ baseURL: 'http://127.0.0.1:23000/v1', apiKey: 'sk-sy-key' })",
      "import { GoogleGenAI } from '@google/genai'\n\nconst client = new GoogleGenAI({ apiKey: 'sk-sy-key', httpOptions: { baseUrl: 'http://127.0.0.1:23000' } })",
    ])
  })

  it('for curl carry the key where each dialect has it', () => {
    const [messages, chat, responses, gemini] = texts('curl', here)
    expect(messages).toBe(`curl "http://127.0.0.1:23000/v1/messages" \\
  -H "x-api-key: sk-sy-key" \\
  -H "anthropic-version: 2023-06-01" \\
  -H "content-type: application/json" \\
  -d '{"model":"claude-sonnet-4-5","max_tokens":64,"messages":[{"role":"user","content":"hi"}]}'`)
    expect(chat).toContain(
      '"http://127.0.0.1:23000/v1/chat/completions" \\\n  -H "Authorization: Bearer sk-sy-key"',
    )
    expect(responses).toContain(`-d '{"model":"gpt-5","input":"hi"}'`)
    expect(gemini).toContain(
      '/v1beta/models/gemini-2.5-pro:generateContent" \\\n  -H "x-goog-api-key: sk-sy-key"',
    )
  })

  it('never say localhost, which may mean another address first', () => {
    for (const client of clientIds) expect(texts(client, here).join('\n')).not.toContain('localhost')
  })

  it('say which well-known instruction no longer works', () => {
    const old = clientIds.flatMap((client) => remarksOn(client, here).filter(({ kind }) => kind === 'old'))
    for (const words of [
      'claude config set apiUrl',
      'OPENAI_BASE_URL',
      'wire_api = "chat"',
      'provider: gemini',
      'selectedAuthType',
    ]) {
      expect(old.some(({ text }) => text.includes(words))).toBe(true)
    }
  })

  it('for Cursor begin with what does work, then why the rest doesn’t', () => {
    const [inside, why] = remarksOn('cursor', here)
    expect(inside?.text).toContain('Claude Code, Codex and Continue inside Cursor do work')
    expect(why?.text).toContain('127.0.0.1 can’t work')
  })
})
