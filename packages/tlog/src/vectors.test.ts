import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { TlogError } from './tlog-error.ts'
import { verifyConsistency, verifyInclusion, verifySubtreeConsistency, verifySubtreeInclusion } from './verify-proof.ts'

/** The public proof vectors of transparency-dev/merkle, kept beside the repository, not in it. */
const folder = join(import.meta.dirname, '../../../../shared/vectors/merkle')

interface Vector {
  readonly desc: string
  readonly wantErr: boolean
  readonly proof: string[] | null
  readonly [field: string]: unknown
}

const number = (vector: Vector, field: string): number => vector[field] as number
/** A missing or misspelt field must not pass for an empty hash, so it throws. Null is the vectors' empty list. */
const bytes = (vector: Vector, field: string): Uint8Array =>
  new Uint8Array(Buffer.from(vector[field] as string, 'base64'))
const proof = (vector: Vector) => (vector.proof ?? []).map((hash) => new Uint8Array(Buffer.from(hash, 'base64')))

const sets: { name: string; count: number; good: number; verify(vector: Vector): void }[] = [
  {
    name: 'inclusion',
    count: 98,
    good: 6,
    verify: (vector) =>
      verifyInclusion({
        index: number(vector, 'leafIdx'),
        size: number(vector, 'treeSize'),
        leafHash: bytes(vector, 'leafHash'),
        root: bytes(vector, 'root'),
        proof: proof(vector),
      }),
  },
  {
    name: 'consistency',
    count: 98,
    good: 6,
    verify: (vector) =>
      verifyConsistency({
        oldSize: number(vector, 'size1'),
        newSize: number(vector, 'size2'),
        oldRoot: bytes(vector, 'root1'),
        newRoot: bytes(vector, 'root2'),
        proof: proof(vector),
      }),
  },
  {
    name: 'subtreeinclusion',
    count: 204,
    good: 12,
    verify: (vector) =>
      verifySubtreeInclusion({
        index: number(vector, 'leafIdx'),
        start: number(vector, 'start'),
        end: number(vector, 'end'),
        leafHash: bytes(vector, 'leafHash'),
        root: bytes(vector, 'root'),
        proof: proof(vector),
      }),
  },
  {
    name: 'subtreeconsistency',
    count: 118,
    good: 12,
    verify: (vector) =>
      verifySubtreeConsistency({
        start: number(vector, 'start'),
        end: number(vector, 'end'),
        size: number(vector, 'size'),
        subtreeRoot: bytes(vector, 'root1'),
        root: bytes(vector, 'root2'),
        proof: proof(vector),
      }),
  },
]

describe.skipIf(!existsSync(folder))(`public proof vectors (skipped where ${folder} is absent)`, () => {
  test.each(sets)('every vector of $name is decided as published', ({ name, count, good, verify }) => {
    const files = readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.json'),
    )
    let accepted = 0
    for (const file of files) {
      const vector = JSON.parse(readFileSync(join(folder, name, file), 'utf8')) as Vector
      if (vector.wantErr) {
        expect(() => verify(vector), `${file}: ${vector.desc}`).toThrow(TlogError)
      } else {
        expect(() => verify(vector), `${file}: ${vector.desc}`).not.toThrow()
        accepted += 1
      }
    }
    expect({ count: files.length, good: accepted }).toEqual({ count, good })
  })
})
