import { execFile } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { documentCommitment, parseAttestation } from '@tongzhou/core'
import { fromBase64, openNote } from '@tongzhou/tlog'
import { nodeVerifier } from '@tongzhou/tlog/node'
import { expect, test } from 'vitest'
import { post } from '../../test/made-log.ts'
import { madeFolder, madeMember, madeSettings } from '../../test/made-member.ts'

const main = join(import.meta.dirname, '../main.ts')
const program = (...words: string[]) => promisify(execFile)(process.execPath, [main, ...words])

/** SHA-256 of `abc` (FIPS 180-4, example 1). */
const abc = { sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', byteLength: 3 }

test('attests with the token only, and the statement opens with salt and document', async () => {
  const { url, member } = await madeMember()
  const path = join(member.settings.folder, 'keys', 'attest.token')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  const authorization = `Bearer ${readFileSync(path, 'utf8').trim()}`
  const attest = (query: string, headers: Record<string, string>) =>
    post(`${url}/attest${query}`, new TextEncoder().encode('abc'), headers)

  for (const wrong of [{}, { authorization: 'Bearer ' }, { authorization: `${authorization}x` }]) {
    expect((await attest('?case=7F3K-9Q2M', wrong)).status).toBe(401)
  }
  expect((await attest('?case=nothing', { authorization })).status).toBe(400)
  expect((await attest('', { authorization })).status).toBe(400)
  const answer = await attest('?case=7F3K-9Q2M', { authorization })
  expect(answer.status).toBe(201)
  const { document, statement, salt } = JSON.parse(answer.text)
  const { text } = await openNote(statement, [member.keys.attester.key], nodeVerifier)
  expect(parseAttestation(text)).toMatchObject({ caseReference: '7F3K-9Q2M', document })
  expect(documentCommitment(fromBase64(salt), abc)).toBe(document)
})

test('attests a file from the command line beside a running member, which goes on handing it over', async () => {
  const folder = madeFolder()
  const { member } = await madeMember({}, { folder })
  const [settings, file] = [join(folder, 'member.json'), join(folder, 'record.pdf')]
  await writeFile(settings, JSON.stringify(madeSettings(folder)))
  await writeFile(file, 'abc')
  const { document, salt, problem } = JSON.parse(
    (await program('attest', settings, file, '--case', '7F3K-9Q2M')).stdout,
  )
  expect(documentCommitment(fromBase64(salt), abc)).toBe(document)
  // Nobody answers at the platform's address.
  expect(problem).not.toBeNull()
  const row = member.store.statement('select document, attempts, handed_over_at from own_attestations').get()
  expect(row).toEqual({ document, attempts: 1, handed_over_at: null })
  await expect(program('attest', settings, file)).rejects.toThrow('--case')
})
