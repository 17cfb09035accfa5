import type { Keeper, Keepers } from '../../packages/platform/src/review-board/index.ts'
import { type KeeperSecret, makeKeeperSecrets } from '../../packages/platform/test/made-up-votes.ts'
import type { SharesTask } from './keeper-thread.ts'
import { Thread } from './thread.ts'

export interface KeeperThreads {
  readonly keepers: Keepers
  close(): Promise<void>
}

/** Keepers in threads of their own; those in `down` never answer. `onOpened` is told how many shares one has opened. */
export async function startKeepers(
  names: readonly string[],
  threshold: number,
  down: readonly string[],
  onOpened: (keeper: string, shares: number) => void,
): Promise<KeeperThreads> {
  const started = (await makeKeeperSecrets(names)).map((secret) => startKeeper(secret, down, onOpened))
  return {
    keepers: { threshold, all: started.map(({ keeper }) => keeper) },
    async close() {
      for (const { thread } of started) await thread.close()
    },
  }
}

function startKeeper(
  secret: KeeperSecret,
  down: readonly string[],
  onOpened: (keeper: string, shares: number) => void,
) {
  const { name, publicKey } = secret
  const thread = new Thread<SharesTask, (Uint8Array | null)[]>(new URL('keeper-thread.ts', import.meta.url), secret)
  const keeper: Keeper = {
    name,
    ballotKey: publicKey,
    lotKey: '',
    unprovenLotKeys: async () => [],
    signLot: async () => {
      throw new Error('an open vote has no lot')
    },
    openShares: async (dispute, ballots) => {
      if (down.includes(name)) throw new Error(`${name} is down`)
      const shares = await thread.ask({ dispute, ballots })
      onOpened(name, shares.length)
      return shares
    },
  }
  return { keeper, thread }
}
