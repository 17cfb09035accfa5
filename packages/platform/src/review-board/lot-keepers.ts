import { sql } from 'kysely'
import type { Platform, Reader } from '../commit/platform.ts'
import type { Keeper, Keepers } from './keepers.ts'

/** Whose signatures make the seed of one list. */
export interface LotKeepers {
  readonly threshold: number
  /** By name; null for one who has left since and can't be asked any more. */
  readonly all: ReadonlyMap<string, Keeper | null>
}

/**
 * The keepers as they were when the list at a leaf index was written: the members hold the draw against that consortium, whoever joined,
 * left or changed its lot key since. Those of today where the log had none.
 */
export async function keepersOfList(reader: Reader, index: number, { all, threshold }: Keepers): Promise<LotKeepers> {
  const { rows } = await sql<{
    quorum: number
    members: readonly { readonly name: string; readonly lotKey: string }[]
  }>`
    select c.quorum, c.members from log_consortia c
      join journal_events e using (event_id) join log_leaves l using (event_no)
    where l.leaf_index < ${index} order by l.leaf_index desc limit 1`.execute(reader)
  const [then] = rows
  if (!then) return { threshold, all: new Map(all.map((keeper) => [keeper.name, keeper])) }
  const today = new Map(all.map((keeper) => [keeper.name, keeper]))
  const asThen = then.members.map(({ lotKey, name }) => {
    const keeper = today.get(name)
    return [name, keeper ? { ...keeper, lotKey } : null] as const
  })
  return { threshold: then.quorum, all: new Map(asThen) }
}

/**
 * Whether enough keepers would sign a list now. Before it is committed to: who could not prove its lot key would hold the draw up for as long as
 * the list stands, and until then the operator can take it out of its file.
 */
export async function canSignLots({ logger }: Platform, { all, threshold }: Keepers): Promise<boolean> {
  const answers = await Promise.all(
    all.map(async ({ name, unprovenLotKeys }) => {
      try {
        const unproven = await unprovenLotKeys()
        if (unproven.length === 0) return true
        logger.warn({ member: name, unproven }, 'a member signs no lot before these have proven their lot keys')
      } catch (fault) {
        logger.warn({ member: name, err: fault }, 'a member does not say whether it signs lots')
      }
      return false
    }),
  )
  return answers.filter(Boolean).length >= threshold
}
