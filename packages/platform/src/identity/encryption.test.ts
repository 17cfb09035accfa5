import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createVault, SealBroken, sealOverheadBytes } from './encryption.ts'

const masterKey = new Uint8Array(32).fill(7)
const vault = createVault({ masterKey, random: randomBytes })
const key = vault.newSubjectKey()

describe('sealing', () => {
  it('gives back the same text, of any script, and the same bytes', () => {
    for (const text of ['', 'plain', '古丽米热·艾比布力', '𠮷田 𬭎']) {
      expect(vault.openText(key, 'person:1:name', vault.sealText(key, 'person:1:name', text))).toBe(text)
    }
    const bytes = randomBytes(100_000)
    expect(bytes.equals(vault.openBytes(key, 'file:1', vault.sealBytes(key, 'file:1', bytes)))).toBe(true)
  })

  it('shows nothing of the content and never looks the same twice', () => {
    const first = Buffer.from(vault.sealText(key, 'person:1:name', 'the same name'))
    const second = Buffer.from(vault.sealText(key, 'person:1:name', 'the same name'))
    expect(first.equals(second)).toBe(false)
    expect(first.includes('name')).toBe(false)
    expect(first.length).toBe(Buffer.byteLength('the same name') + sealOverheadBytes)
  })

  it('does not open in another place, with another key, or under a version it does not know', () => {
    const sealed = vault.sealText(key, 'person:1:name', 'a name')
    expect(() => vault.openText(key, 'person:2:name', sealed)).toThrow(SealBroken)
    expect(() => vault.openText(key, 'person:1:phone', sealed)).toThrow(SealBroken)
    expect(() => vault.openText(vault.newSubjectKey(), 'person:1:name', sealed)).toThrow(SealBroken)
    const unknown = Buffer.from(sealed)
    unknown[0] = 2
    expect(() => vault.openText(key, 'person:1:name', unknown)).toThrow(SealBroken)
  })

  it('does not open with any one bit changed, any byte cut off or added', () => {
    const sealed = Buffer.from(vault.sealText(key, 'person:1:name', 'ab'))
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed)
      changed[bit >> 3]! ^= 1 << (bit & 7)
      expect(() => vault.openText(key, 'person:1:name', changed), `bit ${bit}`).toThrow(SealBroken)
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => vault.openText(key, 'person:1:name', sealed.subarray(0, length))).toThrow(SealBroken)
    }
    expect(() => vault.openText(key, 'person:1:name', Buffer.concat([sealed, Buffer.of(0)]))).toThrow(SealBroken)
  })

  it('refuses text that is not well-formed, because it would come back changed', () => {
    expect(() => vault.sealText(key, 'person:1:name', '\ud842')).toThrow(RangeError)
  })
})

describe('keys of subjects', () => {
  it('come back from their wrapping for the same subject only', () => {
    const wrapped = vault.wrapSubjectKey('person:1', key)
    expect(Buffer.from(vault.unwrapSubjectKey('person:1', wrapped)).equals(key)).toBe(true)
    expect(Buffer.from(wrapped).includes(Buffer.from(key))).toBe(false)
    expect(() => vault.unwrapSubjectKey('person:2', wrapped)).toThrow(SealBroken)
  })

  it('do not come back under another master key', () => {
    const other = createVault({ masterKey: new Uint8Array(32).fill(8), random: randomBytes })
    expect(() => other.unwrapSubjectKey('person:1', vault.wrapSubjectKey('person:1', key))).toThrow(SealBroken)
  })

  it('have 32 bytes, and so has the master key', () => {
    expect(key.length).toBe(32)
    expect(() => createVault({ masterKey: new Uint8Array(31), random: randomBytes })).toThrow(RangeError)
    expect(() => vault.sealText(new Uint8Array(16), 'person:1:name', 'a')).toThrow(RangeError)
    expect(() => vault.wrapSubjectKey('person:1', new Uint8Array(0))).toThrow(RangeError)
  })
})

describe('lookup hashes', () => {
  const hash = (kind: string, value: string) => Buffer.from(vault.lookupHash(kind, value)).toString('hex')

  it('are equal for equal values of one kind, and never across kinds', () => {
    expect(hash('phone', '13800000000')).toBe(hash('phone', '13800000000'))
    expect(hash('phone', '13800000000')).not.toBe(hash('phone', '13800000001'))
    expect(hash('phone', '13800000000')).not.toBe(hash('id-number', '13800000000'))
    expect(hash('phone1', '3')).not.toBe(hash('phone', '13'))
    expect(() => hash('a\0b', 'c')).toThrow(RangeError)
  })

  it('depend on the master key and stay the same in every release', () => {
    const other = createVault({ masterKey: new Uint8Array(32).fill(8), random: randomBytes })
    expect(Buffer.from(other.lookupHash('phone', '1')).toString('hex')).not.toBe(hash('phone', '1'))
    // Computed apart from this code, with Python's hmac.
    expect(hash('phone', '1')).toBe('53dcc98c766df481653bf4cd6bd43257b5fcae2abf1e127df3254b65ae97b108')
  })
})
