import { type TileStore, utf8 } from '@tongzhou/tlog'
import { commit, system } from '../commit/commit.ts'
import type { Platform, Reader } from '../commit/platform.ts'
import { insertConsortium, loadConsortium } from './checkpoint-store.ts'
import { type Consortium, policyText } from './consortium.ts'

/**
 * Makes the members of the operator's file, and the log's key, the ones that count from now on: an entry of the log says so, and the
 * policy is kept under its version, so that proofs from before can be checked for ever. Does nothing where nothing has changed.
 * Returns the policy.
 */
export async function adoptConsortium(platform: Platform, consortium: Consortium, logKey: string): Promise<string> {
  const { quorum } = consortium
  const members = consortium.members.map((member) => ({
    name: member.name,
    mirrorKey: member.mirrorKey,
    receiptKey: member.receiptKey,
    attesterKey: member.attesterKey,
    lotKey: member.lotKey,
    ballotKey: member.ballotKey,
  }))
  const witnesses = consortium.witnesses.map(({ key, name }) => ({ name, key }))
  const policy = policyText(consortium, [logKey])
  const last = await loadConsortium(platform.database)
  if (last?.policy === policy && JSON.stringify(last.members.map(sorted)) === JSON.stringify(members.map(sorted))) {
    return policy
  }
  const version = (last?.version ?? 0) + 1
  const command = { key: `consortium:${version}`, kind: 'adopt-consortium', actor: system, content: { policy } }
  const outcome = await commit<null>(platform, command, async (unit) => {
    const id = unit.newId()
    const facts = { version, quorum, members, logKey, ...(witnesses.length > 0 && { witnesses }) }
    return {
      answer: null,
      rows: [insertConsortium({ version, quorum, members, logKey, policy }, id, unit.now)],
      events: [{ id, kind: 'consortium-changed' as const, subject: 'consortium', plan: null, facts }],
    }
  })
  if (!outcome.accepted) throw new Error(`the consortium could not be adopted: ${outcome.refusal.code}`)
  return policy
}

const sorted = (fields: Readonly<Record<string, string>>) => Object.entries(fields).sort()

/** Writes the policies beside the tiles, `policy` and `policies/<version>`, so that readers ask no database. */
export async function publishPolicies(reader: Reader, files: TileStore, alone: string): Promise<void> {
  const newest = await loadConsortium(reader)
  const written = [{ path: 'policy', bytes: utf8(newest?.policy ?? alone) }]
  for (let version = newest?.version ?? 0; version > 0; version -= 1) {
    const { policy } = (await loadConsortium(reader, version))!
    written.push({ path: `policies/${version}`, bytes: utf8(policy) })
  }
  await files.write(written)
}
