import { spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'

/** The system user under whom PostgreSQL runs. PostgreSQL refuses to run as root. */
export interface ServerUser {
  readonly uid: number
  readonly gid: number
  readonly name: string
}

export interface Ran {
  readonly code: number
  /** Standard output and standard error together, for messages. */
  readonly output: string
}

/** Users that own PostgreSQL data: Debian's own first, then the one we create. */
const userNames = ['postgres', 'tongzhou']

/** Runs a program to its end, as `user` where one is given, and never rejects for a program that failed or is absent. */
export function run(program: string, parameters: readonly string[], user: ServerUser | null): Promise<Ran> {
  return new Promise((resolve) => {
    const identity = user === null ? {} : { uid: user.uid, gid: user.gid }
    // The folder of the caller may be closed to `user`, so programs start in the root folder.
    const child = spawn(program, parameters, {
      ...identity,
      cwd: process.platform === 'win32' ? undefined : '/',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    child.on('error', (fault) => resolve({ code: 127, output: fault.message }))
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

/**
 * Who runs the server: null means the caller itself, who is not root. For root it is the owner of the data where there is
 * data, else `postgres`, else a system user `tongzhou`, which is created when it is missing.
 */
export async function serverUser(dataFolder: string): Promise<ServerUser | null> {
  if (process.getuid?.() !== 0) return null
  const owner = await stat(dataFolder).catch(() => null)
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid, name: `user ${owner.uid}` }
  for (const name of userNames) {
    const user = await lookUp(name)
    if (user) return user
  }
  return createUser(userNames[1]!)
}

async function lookUp(name: string): Promise<ServerUser | null> {
  const uid = await run('id', ['-u', name], null)
  const gid = await run('id', ['-g', name], null)
  if (uid.code !== 0 || gid.code !== 0) return null
  return { uid: Number(uid.output), gid: Number(gid.output), name }
}

async function createUser(name: string): Promise<ServerUser> {
  const made = await run('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', name], null)
  // Two starts at once: the other one may have created it.
  const user = await lookUp(name)
  if (user) return user
  throw new Error(
    `PostgreSQL refuses to run as root, and creating the system user "${name}" for it failed: ${made.output.trim()}. ` +
      'Start as an ordinary user, or create a system user named "postgres", or set DATABASE_URL to a running PostgreSQL.',
  )
}

/** Whether `user` can enter `folder`: every folder above it must let the user through. */
export async function canEnter(folder: string, user: ServerUser): Promise<boolean> {
  return (await run('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], user)).code === 0
}
