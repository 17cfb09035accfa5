import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { loadKeys } from '../keys.ts'
import { readSettings } from '../settings.ts'
import { openStore } from '../storage/store.ts'
import { attestDocument, handOverAttestations } from './attest-document.ts'
import { prepareAttestations } from './own-attestations.ts'
import { shownAttestation } from './part.ts'

/**
 * `attest SETTINGS FILE --case REF`: attests a file beside a member that may be running, and hands it over. Where the platform does not
 * take it now, the running member goes on trying.
 */
export async function attestCommand(given: readonly string[]): Promise<string> {
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
