import { expect, test } from 'vitest'
import { eachApart } from './each-apart.ts'

const failing = (bad: readonly number[], done: number[]) => async (item: number) => {
  if (bad.includes(item)) throw new Error(`${item} is poisoned`)
  done.push(item)
}

test('one that fails keeps no other waiting, and is told at the end', async () => {
  const done: number[] = []
  await expect(eachApart([1, 2, 3], failing([1], done))).rejects.toThrow('1 is poisoned')
  expect(done).toEqual([2, 3])
})

test('several that fail are told together', async () => {
  const done: number[] = []
  const told = await eachApart([1, 2, 3], failing([1, 3], done)).catch((fault: AggregateError) => fault)
  expect(told?.errors.map(String)).toEqual(['Error: 1 is poisoned', 'Error: 3 is poisoned'])
  expect(done).toEqual([2])
})

test('without a database nothing goes on', async () => {
  const tried: number[] = []
  const work = async (item: number) => {
    tried.push(item)
    throw Object.assign(new Error('terminating connection'), { code: '57P01' })
  }
  await expect(eachApart([1, 2], work)).rejects.toThrow('terminating connection')
  expect(tried).toEqual([1])
})
