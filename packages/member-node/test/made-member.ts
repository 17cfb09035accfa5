import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildTile, encodeEntryBundle, formatVerifierKey, parseTilePath, signatureTypes } from '@tongzhou/tlog'
import { createSigner } from '@tongzhou/tlog/node'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { makeKeys } from '../src/keys.ts'
import { parseSettings } from '../src/settings.ts'
import { type RunningMember, type StartOptions, startMember } from '../src/start-member.ts'
import { logSigner, type MadeLog } from './made-log.ts'
import { madeLotKey } from './made-lot-key.ts'

export const peerSigner = createSigner('peer.example', signatureTypes.ed25519Cosignature, new Uint8Array(32).fill(9))

/** A folder that goes when the test ends. */
export function madeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'member-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  return folder
}

/** Settings of a member with one made-up peer; nobody answers at the addresses unless `changes` says otherwise. */
export function madeSettings(folder: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name: 'hospital.example',
    title: { 'zh-CN': '同舟医院集团', en: 'Tongzhou Hospital Group' },
    host: '127.0.0.1',
    port: 0,
    folder,
    publicUrl: 'http://127.0.0.1:1',
    log: {
      key: formatVerifierKey(logSigner.key),
      url: 'http://127.0.0.1:1/log',
      platformUrl: 'http://127.0.0.1:1',
    },
    peers: [
      {
        name: 'peer.example',
        monitoringUrl: 'http://127.0.0.1:1/mirror',
        mirrorKey: formatVerifierKey(peerSigner.key),
      },
    ],
    quorum: 2,
    monitor: false,
    ...changes,
  }
}

/** A member in this process, without rounds of its own. */
export async function madeMember(
  changes: Record<string, unknown> = {},
  { folder = madeFolder(), ...options }: StartOptions & { folder?: string } = {},
): Promise<RunningMember> {
  const settings = parseSettings(JSON.stringify(madeSettings(folder, changes)), folder)
  makeKeys(settings, () => madeLotKey(settings.name))
  const running = await startMember(settings, { logger: pino({ level: 'silent' }), runsJobs: false, ...options })
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= running.stop()
    return stopped
  }
  onTestFinished(stop)
  return { ...running, stop }
}

/** What a published log answers; a test changes it at will. */
export interface Published {
  log: MadeLog
  checkpoint: string | undefined
  /** Answers other bytes for a path. */
  readonly changed: Map<string, Uint8Array>
  readonly asked: string[]
}

/** A log as it is published: checkpoint, tiles, bundles, below any prefix. */
export async function publish(log: MadeLog): Promise<Published & { readonly url: string }> {
  const published: Published = { log, checkpoint: await log.checkpoint(), changed: new Map(), asked: [] }
  const answer = async (url: string): Promise<Uint8Array | undefined> => {
    const path = url.replace(/^.*?\/(?=tile\/|checkpoint$)/, '')
    published.asked.push(path)
    const changed = published.changed.get(path)
    if (changed) return changed
    if (path === 'checkpoint') return published.checkpoint === undefined ? undefined : Buffer.from(published.checkpoint)
    const resource = parseTilePath(path)
    const start = resource.index * 256
    if ('level' in resource) return buildTile(published.log.hashes, resource).catch(() => undefined)
    const entries = published.log.entries.slice(start, start + resource.width)
    return entries.length === resource.width ? encodeEntryBundle(entries) : undefined
  }
  const server = createServer((request, response) => {
    answer(request.url ?? '').then(
      (bytes) => response.writeHead(bytes ? 200 : 404).end(bytes),
      () => response.writeHead(404).end(),
    )
  })
  return Object.assign(published, { url: `${await listening(server)}/log` })
}

/** Peers by name, each of whom serves what is in `proofs` under its name at `<url>/<name>/<hash of the origin>/lot-key-proof`. */
export async function serveProofs(proofs: ReadonlyMap<string, string>): Promise<string> {
  const server = createServer((request, response) => {
    const [, name, path] = /^\/([^/]+)\/[0-9a-f]{64}\/(.*)$/.exec(request.url ?? '') ?? []
    const proof = path === 'lot-key-proof' ? proofs.get(name!) : undefined
    response.writeHead(proof === undefined ? 404 : 200).end(proof)
  })
  return listening(server)
}

async function listening(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Settings' `log` for a published log. */
export function logAt(url: string): Record<string, unknown> {
  return { log: { key: formatVerifierKey(logSigner.key), url, platformUrl: 'http://127.0.0.1:1' } }
}
