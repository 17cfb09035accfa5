import { describe, expect, test } from 'vitest'
import { commitmentTo, entryText, type LogEntry } from './entry.ts'

const entry: LogEntry = {
  id: '3f0a6f6e-3b0c-4a57-9e0e-0d6c5a0f7f11',
  kind: 'claim-approved',
  subject: 'claim/7F3K-9Q2M',
  plan: 'critical-illness@1',
  at: Temporal.Instant.from('2020-06-15T02:00:00Z'),
  role: 'reviewer',
  facts: { payoutFen: 30_000_000n },
  commitments: {},
}

describe('a log entry', () => {
  test('is one line of canonical JSON', () => {
    expect(entryText(entry)).toBe(
      '{"at":"2020-06-15T02:00:00Z","commitments":{},"facts":{"payoutFen":"30000000"},"format":1,' +
        '"id":"3f0a6f6e-3b0c-4a57-9e0e-0d6c5a0f7f11","kind":"claim-approved","plan":"critical-illness@1",' +
        '"role":"reviewer","subject":"claim/7F3K-9Q2M"}',
    )
  })

  test('is at most as long as an entry bundle can say', () => {
    expect(() => entryText({ ...entry, facts: { long: '字'.repeat(22_000) } })).toThrow('longer than 65535')
  })
})

describe('a commitment', () => {
  const salt = new Uint8Array(32).fill(1)

  test('is SHA-256 over salt and canonical JSON', () => {
    // python3: base64(sha256(b"\x01"*32 + '{"name":"林一"}'.encode()))
    expect(commitmentTo(salt, { name: '林一' })).toBe('RA0+mfA6DgoD9+8T8zwuq7r9Rhbutb9zwcHZUDFL9K0=')
  })

  test('differs with every salt, and a salt has 32 bytes', () => {
    expect(commitmentTo(new Uint8Array(32), 'x')).not.toBe(commitmentTo(salt, 'x'))
    expect(() => commitmentTo(new Uint8Array(31), 'x')).toThrow('32 bytes')
  })
})
