// Makes a fresh clone ready: installs what package-lock.json names, and builds the two web apps, once. Plain JavaScript without dependencies, because
// it runs before anything is installed, on whatever Node from 20 on the machine has. Quick when there is nothing to do.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const oldestNode = 20
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const nodeModules = join(root, 'node_modules')
const stampFile = join(nodeModules, '.cache', 'tongzhou', 'installed')
const apps = ['participant-app', 'console'].map((name) => join(root, 'packages', name))

refuseOldNode()
if (readText(stampFile) !== wantedStamp()) {
  if (!isInstalledAsLocked()) install()
  mkdirSync(dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, wantedStamp())
}
for (const app of apps) if (!isBuilt(app)) build(app)

function refuseOldNode() {
  if (Number(process.versions.node.split('.')[0]) >= oldestNode) return
  stop(
    `Tongzhou needs Node.js ${oldestNode} or later to set itself up; this is ${process.versions.node}. It brings its own Node.js 26.`,
  )
}

/** What an installation depends on: the locked packages and the kind of machine. */
function wantedStamp() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  return `${hash.digest('hex')} ${process.platform} ${process.arch}\n`
}

/** Whether somebody ran npm by hand and what is there is what is locked: then nothing is installed anew. */
function isInstalledAsLocked() {
  const installed = readJson(join(nodeModules, '.package-lock.json'))?.packages
  if (!installed || !existsSync(join(nodeModules, '.bin', 'node'))) return false
  const locked = Object.entries(readJson(join(root, 'package-lock.json'))?.packages ?? {})
  return locked.every(([path, wanted]) => {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return true
    const found = installed[path]
    if (!found) return wanted.optional === true || wanted.peer === true
    return found.version === wanted.version && existsSync(join(root, path))
  })
}

function install() {
  const began = Date.now()
  refuseForeignFolder()
  say(`Installing the packages of package-lock.json into ${nodeModules} (once; about 600 MB, a minute or two) ...`)
  // Under `npm start` the same npm serves; `node scripts/setup.mjs` by itself takes the one on the path.
  const npm = process.env.npm_execpath
  const [program, first] = npm ? [process.execPath, [npm]] : ['npm', []]
  const done = spawnSync(program, [...first, 'ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
    shell: !npm && process.platform === 'win32',
    // Options of the outer npm (`npm start --silent`) are not meant for this one.
    env: { ...process.env, npm_config_loglevel: 'error', npm_config_production: undefined, NODE_ENV: undefined },
  })
  if (done.error) stop(`npm could not be run (${done.error.message}): install npm and start again.`)
  if (done.status !== 0) {
    stop(
      'npm ci failed; its message above says why. Without a network, or behind a proxy, set npm up first ("npm config list"), then start again.',
    )
  }
  if (!existsSync(join(nodeModules, '.bin', 'node'))) {
    stop(
      'npm ci ran, but brought no Node.js 26: install scripts may be switched off ("npm config get ignore-scripts" should be false).',
    )
  }
  say(`Installed in ${Math.round((Date.now() - began) / 1000)} s.`)
}

/** Whether the built app is younger than everything that it is made of. */
function isBuilt(app) {
  const built = join(app, 'dist', 'index.html')
  if (!existsSync(built)) return false
  const madeOf = ['src', 'public', 'index.html', 'vite.config.ts', 'package.json'].map((name) => join(app, name))
  return [join(root, 'package-lock.json'), ...madeOf].every((path) => newestIn(path) <= statSync(built).mtimeMs)
}

/** When a file, or the youngest file in a folder, was last written. A folder's own time tells of files taken away. */
function newestIn(path) {
  const { mtimeMs } = statSync(path)
  const inside = statSync(path).isDirectory() ? readdirSync(path).map((name) => newestIn(join(path, name))) : []
  return Math.max(mtimeMs, ...inside)
}

function build(app) {
  say(`Building ${app} ...`)
  const node = join(nodeModules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
  const vite = join(nodeModules, 'vite', 'bin', 'vite.js')
  const done = spawnSync(node, [vite, 'build', '--logLevel', 'warn'], { cwd: app, stdio: ['ignore', 2, 2] })
  if (done.error) stop(`${app} could not be built (${done.error.message}).`)
  if (done.status !== 0) stop(`${app} could not be built; the message above says why.`)
}

/** npm would fail in the middle, with a message about some file deep in node_modules. */
function refuseForeignFolder() {
  const user = process.getuid?.()
  const folder = existsSync(nodeModules) ? nodeModules : root
  if (user && statSync(folder).uid !== user) {
    stop(`${folder} belongs to another user: start as that user, or clone the project into a folder of your own.`)
  }
}

function readText(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}

function readJson(path) {
  const text = readText(path)
  return text === null ? null : JSON.parse(text)
}

function say(text) {
  process.stderr.write(`${text}\n`)
}

function stop(text) {
  say(text)
  process.exit(1)
}
