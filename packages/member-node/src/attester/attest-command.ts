import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { loadKeys } from '../keys.ts'
import type { Command } from '../parts.ts'
import { readSettings } from '../settings.ts'
import { openStore } from '../storage/store.ts'
import { attestDocument, handOverAttestations } from './attest-document.ts'
import { prepareAttestations, shownAttestation } from './own-attestations.ts'

/**
 * `attest SETTINGS FILE --case REF`: attests a file beside a member that may be running, and hands it over. Where the platform does not
 * take it now, the running member goes on trying.
 */
export const attestCommand: Command = {
  usage: 'SETTINGS FILE --case REF  attests a document of a case, and hands that to the platform',
  run: attestFile,
}

async function attestFile(given: readonly string[]): Promise<string> {
  const { positionals, values } = parseArgs({
    args: [...given],
    options: { case: { type: 'string' } },
    allowPositionals: true,
  })
  const [settingsPath, file] = positionals
  if (settingsPath === undefined || file === undefined || values.case === undefined) {
    throw new Error('attest needs SETTINGS, FILE and --case REF')
  }
  const settings = readSettings(settingsPath)
  const store = openStore(settings.folder)
  try {
    prepareAttestations(store)
    const attester = { store, signer: loadKeys(settings).attester, randomBytes }
    const now = Temporal.Now.instant()
    const attested = await attestDocument(attester, { caseReference: values.case, bytes: readFileSync(file) }, now)
    const problem = await handOverAttestations(store, settings.log.platformUrl, now.epochMilliseconds)
    return JSON.stringify({ ...shownAttestation(attested), problem }, null, 2)
  } finally {
    store.close()
  }
}
