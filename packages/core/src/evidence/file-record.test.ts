import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { type FileRecord, fileCommitment } from './file-record.ts'

const salt = new Uint8Array(32).fill(1)
const record: FileRecord = {
  evidenceId: '00000000-0000-4000-8000-000000000001',
  claimId: '00000000-0000-4000-8000-000000000002',
  uploadedByPersonId: 7n,
  name: '病理报告(副本).pdf',
  mediaType: 'application/pdf',
  byteLength: 5,
  pages: 1,
  sha256: 'aa',
  copyMediaType: 'application/pdf',
  copySha256: 'bb',
}

it('a commitment to a file changes with each word of its record and with the salt', () => {
  const commitment = fileCommitment(salt, record)
  for (const field of Object.keys(record) as (keyof FileRecord)[]) {
    const value = record[field]
    const changed = typeof value === 'string' ? `${value}x` : typeof value === 'bigint' ? value + 1n : value + 1
    expect(fileCommitment(salt, { ...record, [field]: changed }), field).not.toBe(commitment)
  }
  expect(fileCommitment(new Uint8Array(32).fill(2), record)).not.toBe(commitment)
})

it('anybody who is shown salt and record can check it with any SHA-256', () => {
  const text =
    '{"byteLength":5,"claimId":"00000000-0000-4000-8000-000000000002","copyMediaType":"application/pdf",' +
    '"copySha256":"bb","evidenceId":"00000000-0000-4000-8000-000000000001","mediaType":"application/pdf",' +
    '"name":"病理报告(副本).pdf","pages":1,"sha256":"aa","uploadedByPersonId":"7"}'
  expect(fileCommitment(salt, record)).toBe(createHash('sha256').update(salt).update(text).digest('base64'))
})
