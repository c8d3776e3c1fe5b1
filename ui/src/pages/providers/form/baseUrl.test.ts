import { describe, expect, it } from 'vitest'
import { isElsewhere, isNear, willCall } from './baseUrl'

describe('a base URL', () => {
  it('knows this machine and its network by name and by number', () => {
    for (const host of [
      'localhost',
      'box.local',
      'nas',
      '127.0.0.1',
      '192.168.1.2',
      '172.31.0.1',
      '[::1]',
      '[fd00::1]',
    ]) {
      expect([host, isNear(host)]).toEqual([host, true])
    }
    for (const host of [
      'api.example.com',
      '8.8.8.8',
      '172.32.0.1',
      '[2001:db8::1]',
      'localhost.example.com',
    ]) {
      expect([host, isNear(host)]).toEqual([host, false])
    }
  })

  it('says what will be called, as the gateway reads a base URL', () => {
    for (const base of [
      'https://h',
      'https://h/',
      'https://h/v1',
      'https://h/v1/chat/completions',
      'https://h/messages',
    ]) {
      expect(willCall(base, 'anthropic')).toBe('https://h/v1/messages')
    }
    expect(willCall('https://h/api/paas/v4', 'openai-chat')).toBe('https://h/api/paas/v4/chat/completions')
    expect(willCall('http://h:1/x/v1beta', 'gemini')).toBe('http://h:1/x/v1beta/models/…:generateContent')
    expect(willCall('h', 'gemini')).toBeNull()
  })

  it('is another server when its scheme, host or port differ, not when its path does', () => {
    expect(isElsewhere('https://h/v1', 'https://h/other')).toBe(false)
    expect(isElsewhere('https://h', 'https://H:443/')).toBe(false)
    expect(isElsewhere('https://h', 'https://h:8443')).toBe(true)
    expect(isElsewhere('https://h', 'http://h')).toBe(true)
    expect(isElsewhere('', 'https://h')).toBe(false)
  })
})
