import { expect, test } from 'vitest'
import { readDraft } from './draft.ts'

const storage = (text: string | null) => ({ getItem: () => text })

test('a draft that was kept comes back with its key', () => {
  const kept = JSON.stringify({ value: { name: '王小明' }, key: 'k-1' })
  expect(readDraft(storage(kept), 'x', { name: '', age: 3 })).toEqual({ value: { name: '王小明', age: 3 }, key: 'k-1' })
})

test('where none was kept there is a new one, with a key of its own', () => {
  const one = readDraft(storage(null), 'x', { name: '' })
  const other = readDraft(storage(null), 'x', { name: '' })
  expect(one.value).toEqual({ name: '' })
  expect(one.key).not.toBe(other.key)
})
