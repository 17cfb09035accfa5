import type { StateCheck } from '../../journal/index.ts'
import { changedAttestation } from './store.ts'

/** Every attestation says what its entry of the log says, and every such entry has its row. */
export const attestationsAsLogged: StateCheck = {
  name: 'attestations',
  run: async (_platform, reader) => {
    const changed = await changedAttestation(reader)
    if (changed === null) return null
    const { record, gone } = changed
    const detail = gone ? 'the log says that it was there' : 'it is not what the log says'
    return { problem: gone ? 'removed' : 'changed', record, detail, leafIndex: null }
  },
}
