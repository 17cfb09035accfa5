import { execFile, spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type Consortium, readConsortium } from '../journal/index.ts'

/** A consortium whose members run beside the platform: for trials, since they are as honest as this machine. */
export interface TrialMembers {
  readonly consortium: Consortium
  readonly processIds: readonly number[]
  stop(): Promise<void>
}

const program = join(import.meta.dirname, '../../../member-node/src/main.ts')
const longestStartMilliseconds = 30_000
const longestStopMilliseconds = 10_000
/** Of their complaints; the end says what was wrong. */
const keptComplaints = 4_000

/** What such a consortium would be made of; more are numbered. */
const kinds = [
  { name: 'hospital.example', title: { 'zh-CN': '医院集团', en: 'A hospital group' } },
  { name: 'notary.example', title: { 'zh-CN': '公证处', en: 'A notary office' } },
  { name: 'insurer.example', title: { 'zh-CN': '保险公司', en: 'An insurer' } },
  { name: 'regulator.example', title: { 'zh-CN': '监管机构', en: 'A regulator' } },
]

export interface TrialSettings {
  /** One folder of it for each member. */
  readonly folder: string
  readonly count: number
  readonly logKey: string
  readonly formerLogKeys: readonly string[]
  /** Where the members reach the platform; the log is at `/log` below it. */
  readonly platformUrl: string
}

/**
 * Makes what is missing and starts the members, each a process of its own that ends with this one, also where this one is killed.
 * The quorum is the smallest safe one. Throws with what a member said where it does not start.
 */
export async function startTrialMembers(given: TrialSettings): Promise<TrialMembers> {
  const quorum = Math.ceil((given.count + 2) / 2)
  const members = await Promise.all(
    Array.from({ length: given.count }, async (_, index) => {
      const { name, title } = kinds[index] ?? { name: `member-${index + 1}.example`, title: numbered(index + 1) }
      return { name, title, port: await freePort() }
    }),
  )
  const entries = await Promise.all(
    members.map(async (member) => {
      const url = `http://127.0.0.1:${member.port}`
      const keys = await keysOf(given, member)
      return {
        name: member.name,
        title: member.title,
        submissionUrl: url,
        monitoringUrl: `${url}/mirror`,
        mirrorKey: keys.mirror!,
        receiptKey: keys.receipt!,
        attesterKey: keys.attester!,
        lotKey: keys.lot!,
        ballotKey: keys.ballot!,
      }
    }),
  )
  const consortium = readConsortium(JSON.stringify({ format: 1, quorum, members: entries }))
  const starts = await Promise.allSettled(
    members.map(async (member) => {
      const peers = entries.filter(({ name }) => name !== member.name)
      return startOne(await writeSettings(given, member, peers, quorum))
    }),
  )
  const running = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []))
  const failed = starts.find((start) => start.status === 'rejected')
  if (failed) {
    await Promise.all(running.map((one) => one.stop()))
    throw failed.reason
  }
  return {
    consortium,
    processIds: running.map(({ processId }) => processId),
    stop: async () => {
      await Promise.all(running.map((one) => one.stop()))
    },
  }
}

const numbered = (number: number) => ({ 'zh-CN': `成员 ${number}`, en: `Member ${number}` })

interface Trial {
  readonly name: string
  readonly title: { readonly 'zh-CN': string; readonly en: string }
  readonly port: number
}

type Peer = { readonly name: string; readonly monitoringUrl: string; readonly mirrorKey: string }

/** The member's public keys, made at its first start. */
async function keysOf(given: TrialSettings, member: Trial): Promise<Readonly<Record<string, string>>> {
  const file = await writeSettings(given, member, [], null)
  const { stdout } = await promisify(execFile)(process.execPath, [program, 'init', file])
  return JSON.parse(stdout) as Record<string, string>
}

async function writeSettings(given: TrialSettings, member: Trial, peers: readonly Peer[], quorum: number | null) {
  const folder = join(given.folder, member.name)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const settings = {
    name: member.name,
    title: member.title,
    host: '127.0.0.1',
    port: member.port,
    folder,
    publicUrl: `http://127.0.0.1:${member.port}`,
    log: {
      key: given.logKey,
      formerKeys: given.formerLogKeys,
      url: `${given.platformUrl}/log`,
      platformUrl: given.platformUrl,
    },
    // Keys are made before the peers' keys are known: three stand-ins of the same shape make the settings whole.
    peers:
      quorum === null ? [] : peers.map(({ mirrorKey, monitoringUrl, name }) => ({ name, monitoringUrl, mirrorKey })),
    quorum: quorum ?? 2,
    witness: true,
  }
  const file = join(folder, 'settings.json')
  await writeFile(file, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 })
  return file
}

async function startOne(settingsFile: string) {
  const child = spawn(process.execPath, [program, 'start', settingsFile, '--until-input-ends'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // A signal to the terminal's process group would end it before the platform has stopped using it.
    detached: true,
  })
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-keptComplaints)
  })
  const ended = new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(`${signal ?? `code ${code}`}: ${complaints.trim()}`))
  })
  const started = new Promise<void>((resolve) => child.stdout.once('data', () => resolve()))
  await Promise.race([
    started,
    ended.then((why) => {
      throw new Error(`A trial member did not start (${settingsFile}; ${why}).`)
    }),
    pause(longestStartMilliseconds, undefined, { ref: false }).then(() => {
      throw new Error(`A trial member did not start in time (${settingsFile}).`)
    }),
  ])
  return {
    processId: child.pid!,
    stop: async () => {
      child.kill('SIGTERM')
      const late = await Promise.race([ended, pause(longestStopMilliseconds, 'late' as const, { ref: false })])
      if (late !== 'late') return
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** A port of this machine that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}
