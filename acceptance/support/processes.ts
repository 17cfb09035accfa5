import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../packages/platform/src/cli/trial-members.ts'
import { createLogKey } from '../../packages/platform/src/journal/index.ts'
import { memberNames } from './consortium.ts'
import { type ServedFolder, serveFolder } from './serve-folder.ts'

const memberProgram = join(import.meta.dirname, '../../packages/member-node/src/main.ts')
const publisherProgram = join(import.meta.dirname, 'publish-process.ts')

/** Four members and the operator's publisher, each a process of its own that may be killed and started again. */
export interface ProcessConsortium {
  readonly folder: string
  readonly served: ServedFolder
  /** The publisher and the members, by name. */
  readonly names: readonly string[]
  urlOf(member: string): string
  start(name: string): Promise<void>
  /** `kill -9`; returns when the process is gone. */
  kill(name: string): Promise<void>
  close(): Promise<void>
}

/** `gossipSeconds`: a second makes a short test meaningful, a bench takes what a member has by default. */
export async function makeProcesses(databaseUrl: string, gossipSeconds = 1): Promise<ProcessConsortium> {
  const folder = await mkdtemp(join(tmpdir(), 'tongzhou-processes-'))
  await mkdir(join(folder, 'log'))
  const served = await serveFolder(join(folder, 'log'))
  const { verifierKey } = await createLogKey(join(folder, 'log.key'), 'log.example/journal', new Uint8Array(32).fill(5))
  const members = await Promise.all(memberNames.map(async (name) => ({ name, port: await freePort() })))
  const settingsOf = (name: string) => join(folder, `${name}.json`)
  const write = async (member: (typeof members)[number], peers: readonly object[]) => {
    const url = `http://127.0.0.1:${member.port}`
    const settings = {
      name: member.name,
      title: { 'zh-CN': member.name, en: member.name },
      port: member.port,
      folder: join(folder, member.name),
      publicUrl: url,
      log: { key: verifierKey, url: served.url, platformUrl: served.url },
      peers,
      quorum: 3,
      gossipSeconds,
    }
    await writeFile(settingsOf(member.name), JSON.stringify(settings))
  }
  const entries = []
  for (const member of members) {
    await write(member, [])
    const keys = JSON.parse(
      execFileSync(process.execPath, [memberProgram, 'init', settingsOf(member.name)], { encoding: 'utf8' }),
    )
    const url = `http://127.0.0.1:${member.port}`
    entries.push({
      name: member.name,
      title: { 'zh-CN': member.name, en: member.name },
      submissionUrl: url,
      monitoringUrl: `${url}/mirror`,
      mirrorKey: keys.mirror,
      receiptKey: keys.receipt,
      attesterKey: keys.attester,
      lotKey: keys.lot,
      ballotKey: keys.ballot,
    })
  }
  for (const member of members) {
    const peers = entries.filter(({ name }) => name !== member.name)
    await write(
      member,
      peers.map(({ mirrorKey, monitoringUrl, name }) => ({ name, monitoringUrl, mirrorKey })),
    )
  }
  await writeFile(join(folder, 'consortium.json'), JSON.stringify({ format: 1, quorum: 3, members: entries }))

  const running = new Map<string, ChildProcess>()
  const start = async (name: string) => {
    const words =
      name === 'publisher' ? [publisherProgram, databaseUrl, folder] : [memberProgram, 'start', settingsOf(name)]
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] })
    let complaints = ''
    child.stderr!.on('data', (chunk: Buffer) => {
      complaints = (complaints + chunk.toString()).slice(-2_000)
    })
    await new Promise<void>((resolve, reject) => {
      child.stdout!.once('data', () => resolve())
      child.once('exit', (code, signal) => reject(new Error(`${name} ended (${code ?? signal}): ${complaints}`)))
    })
    child.removeAllListeners('exit')
    running.set(name, child)
  }
  const kill = async (name: string) => {
    const child = running.get(name)!
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    child.kill('SIGKILL')
    await gone
    running.delete(name)
  }
  return {
    folder,
    served,
    names: ['publisher', ...memberNames],
    urlOf: (name) => `http://127.0.0.1:${members.find((one) => one.name === name)!.port}`,
    start,
    kill,
    async close() {
      for (const name of running.keys()) await kill(name)
      await served.close()
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
