#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { loadKeys, makeKeys, publicKeys } from './keys.ts'
import { checkForkEvidence } from './mirror/fork-evidence.ts'
import { type Command, parts } from './parts.ts'
import { readIdentity, readSettings } from './settings.ts'
import { startMember } from './start-member.ts'
import { openAlarms, resolveAlarm } from './storage/alarms.ts'
import { openStore, type Store } from './storage/store.ts'

const init: Command = {
  usage: 'SETTINGS                makes the keys that are missing, prints the public ones',
  run(given) {
    // The peers' keys are not known yet when everybody begins.
    const identity = readIdentity(argument(given, 0, 'SETTINGS'))
    makeKeys(identity)
    return JSON.stringify(publicKeys(loadKeys(identity)), null, 2)
  },
}

const start: Command = {
  usage: 'SETTINGS               serves; prints one line of JSON when it does',
  async run(given) {
    const running = await startMember(readSettings(argument(given, 0, 'SETTINGS')))
    const stop = () => {
      // Being waited for, it would keep the process.
      process.stdin.destroy()
      running.stop().catch(fail)
    }
    process.once('SIGTERM', stop)
    process.once('SIGINT', stop)
    // Started by another program, it ends with it, also where that is killed.
    if (given.includes('--until-input-ends')) process.stdin.once('end', stop).once('error', stop).resume()
    return JSON.stringify({ url: running.url, processId: process.pid, keys: running.keys })
  },
}

const alarms: Command = {
  usage: 'SETTINGS              prints the open alarms',
  run: (given) => withStore(given, (store) => JSON.stringify(openAlarms(store), null, 2)),
}

const resolve: Command = {
  usage: 'SETTINGS ID REASON   closes an alarm that someone has looked into; cosigning goes on',
  run: (given) =>
    withStore(given, (store) => {
      const id = Number(argument(given, 1, 'ID'))
      if (!resolveAlarm(store, id, argument(given, 2, 'REASON'))) throw new Error(`no alarm ${given[1]} is open`)
      return JSON.stringify({ resolved: id })
    }),
}

const checkEvidence: Command = {
  usage: 'FILE          checks a file of fork evidence, offline',
  async run(given) {
    const proven = await checkForkEvidence(readFileSync(argument(given, 0, 'FILE'), 'utf8'))
    return JSON.stringify({ proves: 'one key signed two trees', ...proven }, null, 2)
  },
}

const commands: Readonly<Record<string, Command>> = Object.assign(
  { init, start, alarms, resolve, 'check-evidence': checkEvidence },
  ...parts.map((part) => part.commands ?? {}),
)

function withStore(given: readonly string[], work: (store: Store) => string): string {
  const store = openStore(readSettings(argument(given, 0, 'SETTINGS')).folder)
  try {
    return work(store)
  } finally {
    store.close()
  }
}

function argument(given: readonly string[], at: number, name: string): string {
  const value = given[at]
  if (value === undefined) throw new Error(`${name} is missing\n\n${usageOf()}`)
  return value
}

function usageOf(): string {
  const lines = Object.entries(commands).map(([name, { usage }]) => `  ${name} ${usage}`)
  return `tongzhou-member: a member of a consortium, which mirrors, checks and cosigns a log\n\n${lines.join('\n')}`
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}

const [name = '', ...given] = process.argv.slice(2)
try {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) throw new Error(usageOf())
  process.stdout.write(`${await command.run(given)}\n`)
} catch (error) {
  fail(error)
}
