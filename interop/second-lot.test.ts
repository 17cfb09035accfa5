import { spawnSync } from 'node:child_process'
import { constants, generateKeyPairSync, hash, type KeyObject, randomBytes, randomInt, sign, verify } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type EventKind,
  entryText,
  jurorLine,
  jurorListRoot,
  jurorRecords,
  lotKeyTexts,
  lotReference,
  lotText,
  rankJurors,
  seedOf,
} from '@tongzhou/core'
import { leafHash, toBase64, utf8 } from '@tongzhou/tlog'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Run } from './programs.ts'

const missing = spawnSync('python3', ['--version']).status === 0 ? null : 'no python3 here: apt-get install python3'
if (missing) console.warn(`interop/second-lot.test.ts skips: ${missing}`)

const origin = 'log.example/tongzhou'
const quorum = 3
/** Seven hundred signatures take six seconds on an idle core, and many times that beside other work. */
const longest = 120_000
const memberNames = ['ash.example', 'elm.example', 'fir.example', 'oak.example']

interface Member {
  readonly name: string
  readonly key: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly proofs: readonly string[]
}

/** What is public about one draw, and who our own program says is drawn. */
interface PublicDraw {
  lines: string[]
  index: number
  entry: string
  signatures: { member: string; signature: string }[]
  silent: string[]
  drawn: { index: number; entry: string }
  continued: { index: number; entry: string } | null
  keys: { [member: string]: string }
  proofs: { [member: string]: string[] }
  readonly references: readonly string[]
}

describe.skipIf(missing)('a second program, which shares no line with ours', () => {
  let members: Member[]
  let folder: string
  let draws = 0

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tongzhou-lot-'))
    members = memberNames.map((name) => makeMember(name, 65_537))
  })

  // Kept where a test failed: the folder of a draw says all about it.
  let failed = false
  afterAll(() => {
    if (!failed) rmSync(folder, { recursive: true })
  })

  test(
    'recomputes 200 random draws from public files, each as ours',
    () => {
      failed = true
      const made = Array.from({ length: 200 }, () => drawAtRandom(members))
      const { code, stderr, stdout } = recompute(...made.map(write))
      expect(stderr).toBe('')
      expect(stdout.trimEnd().split('\n')).toEqual(made.map(({ references }) => references.join(' ')))
      expect(code).toBe(0)
      // None of them is another by chance, and panels that went on are among them.
      expect(new Set(stdout.split('\n')).size).toBe(201)
      expect(made.filter(({ continued }) => continued !== null).length).toBeGreaterThan(20)
      failed = false
    },
    longest,
  )

  test.each<[string, string, (draw: PublicDraw) => void]>([
    ['a juror who was left out of the list', 'the entry says', (draw) => draw.lines.splice(2, 1)],
    ['another weight', 'another sum', (draw) => replaceAt(draw.lines, 3, (line) => line.replace(/.$/, otherWeight))],
    ['another juror', 'another root', (draw) => replaceAt(draw.lines, 0, (line) => `0000${line.slice(4)}`)],
    ['a list in another order', 'not in its place', (draw) => draw.lines.reverse()],
    ['a line that is none', 'no line of a list', (draw) => replaceAt(draw.lines, 0, (line) => `${line}\r`)],
    [
      'another place on the log',
      'does not come after the list it names',
      (draw) => Object.assign(draw, { index: draw.index - 1 }),
    ],
    ['a draw before its list', 'does not come after', (draw) => Object.assign(draw.drawn, { index: draw.index })],
    [
      'another entry at that place',
      'does not fit',
      (draw) => Object.assign(draw, { entry: draw.entry.replace(/"id":"./, '"id":"z') }),
    ],
    ['a signature of another', 'does not fit', (draw) => resign(draw, (text) => signBy(members[3]!, text))],
    ['a signature of another text', 'does not fit', (draw) => resign(draw, (text) => signBy(members[0]!, `${text}!`))],
    ['a signature that is above the modulus', 'does not fit', (draw) => resign(draw, aboveModulus)],
    [
      'a member who signs twice',
      'signs twice',
      (draw) => changeDrawn(draw, () => draw.signatures.push(draw.signatures[0]!)),
    ],
    ['fewer members than the quorum', 'the quorum is 3', (draw) => changeDrawn(draw, () => draw.signatures.splice(1))],
    ['somebody who is no member', 'is no member', (draw) => delete draw.keys[draw.signatures[0]!.member]],
    [
      'a silent member that nobody names',
      'named silent',
      (draw) => changeDrawn(draw, () => draw.silent.push('yew.example')),
    ],
    ['a key that shows nothing', 'does not show', (draw) => draw.proofs['fir.example']!.pop()],
    ['proofs in another order', 'proof 0 of the key', (draw) => draw.proofs['fir.example']!.reverse()],
    ['a key with another exponent', 'the exponent 3', (draw) => setKey(draw, makeMember('ash.example', 3).key)],
    [
      'a key with something behind it',
      'something behind',
      (draw) => setKey(draw, toBase64(Buffer.concat([Buffer.from(draw.keys['ash.example']!, 'base64'), Buffer.of(0)]))),
    ],
    [
      'others drawn than the lot says',
      'others were drawn',
      (draw) => changeDrawn(draw, (facts) => facts.references.reverse()),
    ],
    [
      'fewer drawn than the lot says',
      'others were drawn',
      (draw) => changeDrawn(draw, (facts) => facts.references.pop()),
    ],
  ])('refuses %s', (_, why, forge) => {
    const draw = drawAtRandom(members, { size: 40, continues: false, silent: 0 })
    forge(draw)
    const { code, stderr, stdout } = recompute(write(draw))
    expect(stderr).toContain(why)
    expect([code, stdout]).toEqual([1, ''])
  })

  test('refuses a panel that goes on with others than those who follow', () => {
    const draw = drawAtRandom(members, { size: 60, continues: true, silent: 1 })
    expect(recompute(write(draw)).code).toBe(0)
    const entry = JSON.parse(draw.continued!.entry)
    entry.facts.references.reverse()
    draw.continued = { ...draw.continued!, entry: JSON.stringify(entry) }
    expect(recompute(write(draw)).stderr).toContain('others were drawn after the first')
  })

  function recompute(...folders: readonly string[]): Run {
    const program = join(import.meta.dirname, 'second-lot.py')
    const {
      status: code,
      stdout,
      stderr,
    } = spawnSync('python3', [program, String(quorum), ...folders], { encoding: 'utf8' })
    return { code, stdout, stderr }
  }

  function write(draw: PublicDraw): string {
    draws += 1
    const place = join(folder, String(draws))
    mkdirSync(place)
    const put = (name: string, value: unknown) => writeFileSync(join(place, name), JSON.stringify(value))
    writeFileSync(join(place, 'list.txt'), draw.lines.map((line) => `${line}\n`).join(''))
    put('entry.json', { origin, index: draw.index, entry: draw.entry })
    put('panel-drawn.json', draw.drawn)
    if (draw.continued) put('panel-continued-1.json', draw.continued)
    put('keys.json', draw.keys)
    put('key-proofs.json', draw.proofs)
    return place
  }

  /** The same signature to whoever calculates without looking at its size. */
  function aboveModulus(text: string): Buffer {
    const { n } = members[0]!.publicKey.export({ format: 'jwk' })
    const modulus = BigInt(`0x${Buffer.from(n!, 'base64url').toString('hex')}`)
    const value = BigInt(`0x${signBy(members[0]!, text).toString('hex')}`) + modulus
    return Buffer.from(value.toString(16).padStart(value >> 3_072n ? 770 : 768, '0'), 'hex')
  }
})

function makeMember(name: string, publicExponent: number): Member {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 3_072, publicExponent })
  const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
  const proofs = lotKeyTexts(key).map((text) => signBy({ privateKey, publicKey }, text).toString('base64'))
  return { name, privateKey, publicKey, key, proofs }
}

function signBy({ privateKey, publicKey }: Pick<Member, 'privateKey' | 'publicKey'>, text: string): Buffer {
  const padding = constants.RSA_PKCS1_PADDING
  const signature = sign('sha256', utf8(text), { key: privateKey, padding })
  expect(verify('sha256', utf8(text), { key: publicKey, padding }, signature)).toBe(true)
  return signature
}

function leafOf(kind: EventKind, subject: string, facts: Parameters<typeof entryText>[0]['facts']): string {
  const at = Temporal.Instant.from('2019-01-15T02:00:00Z')
  return entryText({
    id: randomBytes(8).toString('hex'),
    kind,
    subject,
    plan: null,
    at,
    role: 'system',
    facts,
    commitments: {},
  })
}

/** A draw as our own program makes it: of 1 to 400 jurors of every weight, with nobody or one member silent. */
function drawAtRandom(
  members: readonly Member[],
  wanted: { size?: number; continues?: boolean; silent?: number } = {},
): PublicDraw {
  const size = wanted.size ?? randomInt(1, 400)
  const dispute = `7F3K-9Q2M-D${randomInt(1, 99)}`
  const subject = `dispute/${dispute}`
  const lines = Array.from({ length: size }, () =>
    jurorLine({ reference: lotReference(randomBytes(32), dispute), weight: randomInt(1, 5) }),
  ).sort()
  const { references: records, weights } = jurorRecords(lines)
  const [seats, reserves] = [randomInt(2, 32), randomInt(0, 6)]
  const index = randomInt(1, 1_000_000)
  const entry = leafOf('juror-list-committed', subject, {
    size,
    root: toBase64(jurorListRoot(lines)),
    weights,
    seats,
    reserves,
  })

  const signers = members.slice(wanted.silent ?? randomInt(2))
  const text = lotText({ origin, index, leafHash: leafHash(utf8(entry)) })
  const signatures = signers.map((member) => ({
    member: member.name,
    signature: signBy(member, text).toString('base64'),
  }))
  const silent = members.filter((member) => !signers.includes(member)).map(({ name }) => name)

  const continues = wanted.continues ?? randomInt(2) === 1
  const count = Math.min(size, seats + reserves)
  const order = rankJurors({
    seed: seedOf(signatures),
    references: records,
    count: count + (continues ? 6 : 0),
    hash: (bytes) => hash('sha256', bytes),
  }).map((at) => lines[at]!.slice(0, 32))
  const [first, later] = [order.slice(0, count), order.slice(count)]
  const drawn = leafOf('panel-drawn', subject, { list: index, signatures, silent, from: 0, references: first })
  const continued = later.length > 0 ? leafOf('panel-continued', subject, { from: count, references: later }) : null
  return {
    lines,
    index,
    entry,
    signatures,
    silent,
    drawn: { index: index + 1, entry: drawn },
    continued: continued === null ? null : { index: index + 2, entry: continued },
    keys: Object.fromEntries(members.map(({ name, key }) => [name, key])),
    proofs: Object.fromEntries(members.map(({ name, proofs }) => [name, [...proofs]])),
    references: order,
  }
}

function changeDrawn(draw: PublicDraw, change: (facts: { references: string[] }) => void): void {
  const entry = JSON.parse(draw.drawn.entry)
  change(entry.facts)
  Object.assign(entry.facts, { signatures: draw.signatures, silent: draw.silent })
  draw.drawn = { ...draw.drawn, entry: JSON.stringify(entry) }
}

function resign(draw: PublicDraw, signText: (text: string) => Buffer): void {
  const text = lotText({ origin, index: draw.index, leafHash: leafHash(utf8(draw.entry)) })
  changeDrawn(draw, () => {
    draw.signatures[0] = { member: draw.signatures[0]!.member, signature: signText(text).toString('base64') }
  })
}

function setKey(draw: PublicDraw, key: string): void {
  draw.keys['ash.example'] = key
}

function replaceAt(lines: string[], at: number, change: (line: string) => string): void {
  lines[at] = change(lines[at]!)
}

function otherWeight(weight: string): string {
  return weight === '1' ? '2' : '1'
}
