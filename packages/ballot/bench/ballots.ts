/** Seals and opens per second on this machine: `node packages/ballot/bench/ballots.ts [ballots]`. Prints; proves nothing. */
import {
  combineShares,
  type Keeper,
  makeKeeperKey,
  openShare,
  openText,
  openVote,
  readKeeperKey,
  sealBallot,
  textKeyOf,
  voteKeyOf,
} from '@tongzhou/ballot'

const count = Number(process.argv[2] ?? 2_000)
const atOnce = 32
const threshold = 3
const keys = await Promise.all([1, 2, 3, 4].map(() => makeKeeperKey()))
const keepers: Keeper[] = keys.map(({ publicKey }, index) => ({ name: `member-${index}.example`, key: publicKey }))
const readKeys = await Promise.all(keys.map(({ privateKey }) => readKeeperKey(privateKey)))
const places = Array.from({ length: count }, (_, index) => ({ dispute: '7F3K-9Q2M-D1', juror: `JUROR${index}` }))

async function measure<Result>(name: string, work: (index: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  const [started, cpu] = [performance.now(), process.cpuUsage()]
  for (let from = 0; from < count; from += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, count - from) }, (_, more) => work(from + more))
    results.push(...(await Promise.all(some)))
  }
  const { user, system } = process.cpuUsage(cpu)
  const perSecond = (seconds: number) => Math.round(count / seconds)
  const wall = (performance.now() - started) / 1_000
  console.log(`${name}: ${perSecond(wall)}/s, ${perSecond((user + system) / 1e6)}/s of one core`)
  return results
}

const sealed = await measure('seal for four, three open', (index) =>
  sealBallot({ vote: { choice: 'pay', clause: '4.2' }, text: 'because', place: places[index]!, keepers, threshold }),
)
console.log(`a ballot has ${sealed[0]!.length} bytes`)
const shares = await measure('open a share, by one keeper', (index) =>
  openShare({ privateKey: readKeys[0]!, keeper: keepers[0]!.name, place: places[index]!, sealed: sealed[index]! }),
)
const others = await Promise.all(
  [1, 2].map((keeper) =>
    Promise.all(
      sealed.map((ballot, index) =>
        openShare({
          privateKey: readKeys[keeper]!,
          keeper: keepers[keeper]!.name,
          place: places[index]!,
          sealed: ballot,
        }),
      ),
    ),
  ),
)
await measure('combine three shares, open vote and text', async (index) => {
  const three = new Map([shares, ...others].map((of, keeper) => [keepers[keeper]!.name, of[index]!]))
  const key = (await combineShares({ sealed: sealed[index]!, shares: three, threshold }))!
  const at = { place: places[index]!, sealed: sealed[index]! }
  const vote = await openVote({ ...at, voteKey: await voteKeyOf(key) })
  const text = await openText({ ...at, textKey: await textKeyOf(key) })
  if (vote?.choice !== 'pay' || text !== 'because') throw new Error('a ballot did not open')
})
