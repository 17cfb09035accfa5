import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where Debian's golang-*-dev packages put their sources. */
const debianSources = '/usr/share/gocode'

/** Why Go programs can't be built here, in words that say what to do; null where they can. */
export function whyNoGo(): string | null {
  if (spawnSync('go', ['version']).error) return 'no Go here: apt-get install golang-go golang-golang-x-mod-dev'
  return null
}

/** Builds a program of this folder from Debian's sources alone, without a module proxy; returns its path. */
export function buildGo(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tongzhou-go-'))
  const program = join(folder, name)
  execFileSync('go', ['build', '-o', program, '.'], {
    cwd: join(import.meta.dirname, name),
    env: {
      ...process.env,
      GO111MODULE: 'off',
      GOPATH: `${folder}/path:${debianSources}`,
      GOCACHE: join(folder, 'cache'),
      GOFLAGS: '',
    },
  })
  return program
}

export interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}
