import { expect, it } from 'vitest'
import { batchKey, debitKey, readTransferKey, transferKey } from './keys.ts'

it('makes one key of one thing', () => {
  expect(debitKey(7n, 100_000_000n, 2)).toBe('d.7.100000000.2')
  expect(batchKey(7n, 1, 12)).toBe('b.7.1.12')
})

it('reads the key of a transfer back, and no other', () => {
  const key = transferKey('7F3K-9Q2M', 2, 1)
  expect(readTransferKey(key)).toEqual({ caseReference: '7F3K-9Q2M', partNo: 2, attempt: 1 })
  for (const other of ['', 'd.7.1.1', 't.7F3K-9Q2M.0.1', `${key}.1`, ` ${key}`])
    expect(readTransferKey(other)).toBeNull()
})
