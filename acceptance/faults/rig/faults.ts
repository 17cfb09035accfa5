import { setTimeout as pause } from 'node:timers/promises'
import { between, oneOf } from './dice.ts'
import type { House, Worker } from './house.ts'
import { lies } from './lying-gateway.ts'
import { poisons } from './poison.ts'

/** Something that goes wrong, and is over when the promise settles. Returns what it was, for the report. */
export interface Fault {
  readonly kind: string
  /** Whether this house can have it: a full disk needs root. */
  readonly needs?: (house: House) => boolean
  readonly happen: (house: House, random: () => number) => Promise<string>
}

/** Most faults last as long, in milliseconds. */
const shortest = 150
const longest = 1_500
const longestWithoutQuestion = 3_000

const all = (house: House) => [...house.servers, ...house.workers]
const hold = async (random: () => number, most = longest): Promise<number> => {
  const milliseconds = between(shortest, most, random)
  await pause(milliseconds)
  return milliseconds
}

async function killAndStart({ child }: Worker, random: () => number): Promise<string> {
  await child.kill()
  const down = await hold(random, 500)
  await child.start()
  return `kill -9 of ${child.name}, down for ${down} ms`
}

const kills: readonly Fault[] = [
  { kind: 'server killed', happen: (house, random) => killAndStart(oneOf(house.servers, random), random) },
  { kind: 'worker killed', happen: (house, random) => killAndStart(oneOf(house.workers, random), random) },
  {
    kind: 'sequencer killed',
    // While events wait to become leaves; nobody knows which of the workers makes them, so all go.
    happen: async (house) => {
      for (let tries = 0; tries < 200; tries += 1) {
        const rows = await house.database.ask('tongzhou', ['select from journal_outbox limit 1'])
        if (rows.length > 0) break
        await pause(10)
      }
      await Promise.all(house.workers.map(({ child }) => child.kill()))
      await Promise.all(house.workers.map(({ child }) => child.start()))
      return 'kill -9 of every worker while entries waited for the log'
    },
  },
  {
    kind: 'gateway killed',
    happen: async ({ gateway }, random) => {
      await gateway.kill()
      const down = await hold(random)
      await gateway.start()
      return `kill -9 of the gateway, down for ${down} ms`
    },
  },
  {
    kind: 'server or worker frozen',
    happen: async (house, random) => {
      const { child } = oneOf(all(house), random)
      child.freeze()
      const held = await hold(random, 4_000)
      child.thaw()
      return `${child.name} did nothing for ${held} ms and then went on`
    },
  },
  {
    kind: 'server restarted',
    happen: async (house, random) => {
      const { child } = oneOf(all(house), random)
      await child.stop()
      await child.start()
      return `SIGTERM to ${child.name}, started again`
    },
  },
]

const ofDatabase: readonly Fault[] = [
  {
    kind: 'database killed',
    happen: async ({ database }, random) => {
      await database.kill()
      const down = await hold(random)
      await database.startServer()
      return `kill -9 of PostgreSQL and all its processes, down for ${down} ms`
    },
  },
  {
    kind: 'database gone',
    happen: async (house, random) => {
      for (const { database } of all(house)) database.setWay('refused')
      const gone = await hold(random, 3_000)
      for (const { database } of all(house)) database.setWay('open')
      return `connections broken, and refused for ${gone} ms`
    },
  },
  {
    kind: 'database frozen',
    happen: async ({ database }, random) => {
      await database.freeze()
      const held = await hold(random, 3_000)
      await database.thaw()
      return `PostgreSQL did nothing for ${held} ms`
    },
  },
  {
    kind: 'database slow',
    happen: async (house, random) => {
      const delay = between(10, 120, random)
      for (const { database } of all(house)) database.setDelay(delay)
      const held = await hold(random, 3_000)
      for (const { database } of all(house)) database.setDelay(0)
      return `${delay} ms each way, for ${held} ms`
    },
  },
  {
    kind: 'connections cut',
    happen: async (house, random) => {
      const { child, database } = oneOf(all(house), random)
      for (let count = 0; count < 4; count += 1) {
        database.cut()
        await hold(random, 300)
      }
      return `every connection of ${child.name} to the database broken four times`
    },
  },
  {
    kind: 'database silent and then elsewhere',
    // As when a host dies: nothing answers, nothing is refused, and what was sent is never answered.
    happen: async (house, random) => {
      const { child, database } = oneOf(all(house), random)
      database.abandon()
      const held = await hold(random)
      return `connections of ${child.name} lead nowhere for ever, new ones are answered after ${held} ms`
    },
  },
  {
    kind: 'out of connections',
    happen: async ({ database }, random) => {
      const most = between(0, 3, random)
      await database.limitConnections(most)
      const held = await hold(random, 3_000)
      await database.unlimitConnections()
      return `${most} connections for all processes together, for ${held} ms`
    },
  },
  {
    kind: 'database out of disk',
    needs: ({ database }) => database.disk !== null,
    happen: async ({ database }, random) => {
      database.disk!.fill()
      const held = await hold(random, 3_000)
      database.disk!.empty()
      await database.ensureRuns()
      return `not a block free for ${held} ms`
    },
  },
  {
    kind: 'database fails over',
    happen: async (house, random) => {
      const standby = await house.database.makeStandby()
      await hold(random, 500)
      const promote = await house.database.failOver(standby)
      for (const { database } of all(house)) {
        database.cut()
        database.setTarget(house.database.port)
      }
      const readOnly = await hold(random)
      await promote()
      return `the first server killed, the standby for reading only for ${readOnly} ms and then the first`
    },
  },
]

const ofTheWorld: readonly Fault[] = [
  {
    kind: 'clock jumps',
    happen: async (house, random) => {
      const { child } = oneOf(all(house), random)
      const jump = oneOf([-7_200_000, -180_000, -5_000, 5_000, 180_000, 7_200_000, 108_000_000], random)
      house.jump(child, jump)
      const held = await hold(random, 2_500)
      house.jump(child, 0)
      return `${child.name}'s clock off by ${jump / 1_000} s for ${held} ms, and back`
    },
  },
  {
    kind: 'gateway lies',
    happen: async (house, random) => {
      const lie = oneOf(lies, random)
      const before = house.lying.told()
      house.lying.setLie(lie)
      const began = performance.now()
      // Until somebody was lied to, a while at most: there are days on which nobody asks.
      while (house.lying.told() === before && performance.now() - began < longestWithoutQuestion) await pause(20)
      await hold(random, 2_000)
      const held = Math.round(performance.now() - began)
      house.lying.setLie(null)
      return `${lie}, ${house.lying.told() - before} answers within ${held} ms`
    },
  },
  {
    kind: 'evidence folder full',
    needs: ({ evidenceDisk }) => evidenceDisk !== null,
    happen: async ({ evidenceDisk }, random) => {
      evidenceDisk!.fill()
      const held = await hold(random, 3_000)
      evidenceDisk!.empty()
      return `not a block free for ${held} ms`
    },
  },
  {
    kind: 'log folder full',
    needs: ({ logDisk }) => logDisk !== null,
    happen: async ({ logDisk }, random) => {
      logDisk!.fill()
      const held = await hold(random, 3_000)
      logDisk!.empty()
      return `not a block free for ${held} ms`
    },
  },
]

export const faults: readonly Fault[] = [...kills, ...ofDatabase, ...ofTheWorld, ...poisons]

/** The one fault of a long run that lasts as long as the words say: a minute. */
export const minuteWithoutDatabase: Fault = {
  kind: 'database gone for a minute',
  happen: async (house) => {
    for (const { database } of all(house)) database.setWay('refused')
    await pause(60_000)
    for (const { database } of all(house)) database.setWay('open')
    return 'connections broken, and refused for 60 s'
  },
}
