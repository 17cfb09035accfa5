import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parsePolicy } from '@tongzhou/tlog'
import { type createSigner, TileFolder } from '@tongzhou/tlog/node'
import { pino } from 'pino'
import { freshLotKey, loadKeys, makeKeys, publicKeys } from '../../packages/member-node/src/keys.ts'
import { parseSettings } from '../../packages/member-node/src/settings.ts'
import { type RunningMember, startMember } from '../../packages/member-node/src/start-member.ts'
import { openAlarms } from '../../packages/member-node/src/storage/alarms.ts'
import { madeLotKey } from '../../packages/member-node/test/made-lot-key.ts'
import { freePort } from '../../packages/platform/src/cli/trial-members.ts'
import type { Platform } from '../../packages/platform/src/commit/platform.ts'
import { adoptConsortium } from '../../packages/platform/src/journal/adopt-consortium.ts'
import { type ConsortiumMember, readConsortium } from '../../packages/platform/src/journal/consortium.ts'
import {
  createLogKey,
  formerLogKeys,
  LogPublisher,
  rotateLogKey,
  sequenceAll,
} from '../../packages/platform/src/journal/index.ts'
import { type LeafFile, openLeafFile } from '../../packages/platform/src/journal/leaf-file.ts'
import { type ServedFolder, serveFolder } from './serve-folder.ts'

const names = ['hospital.example', 'notary.example', 'insurer.example', 'regulator.example']

/** Four members in this process, each with its own folder and port, a log that they mirror, and the operator's end of it. */
export interface MadeConsortium {
  readonly folder: string
  readonly logFolder: string
  readonly served: ServedFolder
  readonly files: TileFolder
  readonly leafFile: LeafFile
  readonly signer: ReturnType<typeof createSigner>
  publisher: LogPublisher
  member(name: string): RunningMember
  /** The members as the operator's file names them. */
  members: readonly ConsortiumMember[]
  /** Open alarms of a member, as `name subject`. */
  alarms(name: string): string[]
  /** Sequences and publishes; the size that is final then, and no member is being spoken to any more. */
  publish(): Promise<number>
  stopMember(name: string): Promise<void>
  startMember(name: string): Promise<void>
  /** A member throws its key away and takes another; the operator's file names it. */
  rotate(name: string, use?: 'mirror' | 'lot'): Promise<void>
  /** A member is taken out of the operator's file and of the others' settings. */
  dismiss(name: string): Promise<void>
  /** The log's key is rotated while everybody is stopped. */
  rotateLog(): Promise<void>
  /** A new process of the operator on the same or another database. */
  reopen(platform?: Platform): Promise<LogPublisher>
  close(): Promise<void>
}

export interface ConsortiumOptions {
  /** Where the log is published; a folder of its own unless given. */
  readonly publishedAt?: string
  readonly origin?: string
  readonly witnesses?: readonly { readonly name: string; readonly submissionUrl: string; readonly key: string }[]
}

/** The log's private key, the same in all tests. */
export const logSeed = new Uint8Array(32).fill(5)

/** `quorum` of four; the members' clocks are the platform's. */
export async function makeConsortium(
  platform: Platform,
  quorum = 3,
  { publishedAt, origin = 'log.example/journal', witnesses = [] }: ConsortiumOptions = {},
): Promise<MadeConsortium> {
  const folder = await mkdtemp(join(tmpdir(), 'tongzhou-consortium-'))
  const logFolder = publishedAt ?? join(folder, 'log')
  await mkdir(logFolder)
  const files = new TileFolder(logFolder)
  const served = await serveFolder(logFolder)
  const leafFile = await openLeafFile(join(folder, 'leaves'))
  const logKey = join(folder, 'log.key')
  let key = await createLogKey(logKey, origin, logSeed)
  let formerKeys: readonly string[] = []
  const ports = new Map<string, number>()
  for (const name of names) ports.set(name, await freePort())
  const running = new Map<string, RunningMember>()
  const dismissed = new Set<string>()
  const remaining = () => names.filter((name) => !dismissed.has(name))

  const baseOf = (name: string) => ({
    name,
    title: { 'zh-CN': name, en: name },
    host: '127.0.0.1',
    port: ports.get(name)!,
    folder: join(folder, name),
    publicUrl: `http://127.0.0.1:${ports.get(name)}`,
    log: { key: key.verifierKey, formerKeys, url: served.url, platformUrl: served.url },
    quorum,
  })
  const keysOf = (name: string) => {
    const identity = { ...baseOf(name), mlDsa44: false }
    makeKeys(identity, () => madeLotKey(name))
    return publicKeys(loadKeys(identity))
  }
  const entries = () =>
    remaining().map((name) => {
      const keys = keysOf(name)
      const url = `http://127.0.0.1:${ports.get(name)}`
      const { attester, ballot, lot, mirror, receipt } = keys
      const title = { 'zh-CN': name, en: name }
      const urls = { submissionUrl: url, monitoringUrl: `${url}/mirror` }
      const boardKeys = { lotKey: lot, ballotKey: ballot }
      return { name, title, ...urls, mirrorKey: mirror, receiptKey: receipt, attesterKey: attester, ...boardKeys }
    })
  const start = async (name: string) => {
    const peers = entries()
      .filter((one) => one.name !== name)
      .map(({ mirrorKey, monitoringUrl, name: peer }) => ({ name: peer, monitoringUrl, mirrorKey }))
    const settings = parseSettings(JSON.stringify({ ...baseOf(name), peers }), folder)
    const now = () => platform.clock.now()
    running.set(name, await startMember(settings, { logger: pino({ level: 'silent' }), runsJobs: false, now }))
  }
  const fileText = () => JSON.stringify({ format: 1, quorum, members: entries(), witnesses })
  const open = async (on: Platform = platform) => {
    const consortium = readConsortium(fileText())
    const policy = parsePolicy(await adoptConsortium(on, consortium, key.verifierKey))
    const given = { platform: on, folder: logFolder, files, signer: key.signer, policy, patienceMilliseconds: 5_000 }
    return new LogPublisher({ ...given, members: consortium.members, witnesses: consortium.witnesses, quorum })
  }
  for (const name of names) await start(name)
  const stop = async (name: string) => {
    await running.get(name)?.stop()
    running.delete(name)
  }
  /** All of them, with settings that name the keys and members of now; then the operator's end. */
  const restart = async () => {
    for (const one of remaining()) await stop(one)
    for (const one of remaining()) await start(one)
    made.publisher = await open()
    made.members = readConsortium(fileText()).members
  }
  const made: MadeConsortium = {
    folder,
    logFolder,
    served,
    files,
    leafFile,
    signer: key.signer,
    publisher: await open(),
    member: (name) => running.get(name)!,
    members: readConsortium(fileText()).members,
    alarms: (name) => openAlarms(running.get(name)!.member.store).map((alarm) => `${alarm.name} ${alarm.subject}`),
    async publish() {
      await sequenceAll(platform, leafFile)
      const size = await made.publisher.publish()
      await made.publisher.settle()
      return Math.max(size, made.publisher.standing.finalSize)
    },
    stopMember: stop,
    startMember: start,
    async rotate(name, use = 'mirror') {
      await stop(name)
      await rm(join(folder, name, 'keys', `${use}.key`))
      makeKeys({ ...baseOf(name), mlDsa44: false }, freshLotKey)
      await restart()
    },
    async dismiss(name) {
      await stop(name)
      dismissed.add(name)
      await restart()
    },
    async rotateLog() {
      for (const one of names) await running.get(one)?.stop()
      key = await rotateLogKey(logKey, new Uint8Array(32).fill(6))
      formerKeys = await formerLogKeys(logKey)
      for (const one of names) await start(one)
      made.publisher = await open()
    },
    reopen: open,
    async close() {
      await made.publisher.settle()
      await Promise.all([...running.values()].map((one) => one.stop()))
      await leafFile.close()
      await served.close()
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
  return made
}

export { names as memberNames }
