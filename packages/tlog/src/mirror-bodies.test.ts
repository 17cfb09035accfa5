import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatAddCheckpoint, parseAddCheckpoint } from './add-checkpoint.ts'
import {
  type AddEntriesUpload,
  decodeAddEntries,
  type EntryPackage,
  encodeAddEntries,
  packageRanges,
} from './add-entries.ts'
import { concatBytes, utf8 } from './bytes.ts'
import { formatMirrorInfo, parseMirrorInfo } from './mirror-info.ts'
import { TlogError } from './tlog-error.ts'

const hash = new Uint8Array(32).fill(7)
const checkpoint =
  'log.example/journal\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n\u2014 log.example/journal AAAAAAAA\n'

describe('the body of add-checkpoint', () => {
  test('is read as it was written', () => {
    const body = formatAddCheckpoint({ oldSize: 3, proof: [hash, hash], checkpoint })
    expect(body.startsWith('old 3\nBwcH')).toBe(true)
    expect(parseAddCheckpoint(utf8(body))).toEqual({ oldSize: 3, proof: [hash, hash], checkpoint })
    expect(parseAddCheckpoint(formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint })).proof).toEqual([])
  })

  test.each([
    ['', 'no blank line'],
    [`size 3\n\n${checkpoint}`, 'does not begin with the old size'],
    [`old 03\n\n${checkpoint}`, 'not a decimal'],
    [`old 9007199254740992\n\n${checkpoint}`, '2^53'],
    [`old 3\nBwcH\n\n${checkpoint}`, 'proof line 1 has 3 bytes'],
    [`old 3\n${`${'A'.repeat(43)}=\n`.repeat(64)}\n${checkpoint}`, 'more than 63'],
    ['old 3\n\nlog.example/journal\n', 'blank line before its signatures'],
  ])('%j is refused: %s', (body, reason) => {
    expect(() => parseAddCheckpoint(body)).toThrow(reason)
  })

  test('any change of one byte is read as something else or refused, and never breaks the reader', () => {
    const good = utf8(formatAddCheckpoint({ oldSize: 3, proof: [hash], checkpoint }))
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = good.slice()
        changed[at]! ^= change
        try {
          const { oldSize, proof, checkpoint } = parseAddCheckpoint(changed)
          expect(utf8(formatAddCheckpoint({ oldSize, proof, checkpoint }))).toEqual(changed)
        } catch (error) {
          expect(error).toBeInstanceOf(TlogError)
        }
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('the info of a mirror', () => {
  test('is read as it was written, also without a ticket', () => {
    const info = { size: 70_000, nextEntry: 256, ticket: utf8('later') }
    expect(formatMirrorInfo(info)).toBe('70000\n256\nbGF0ZXI=\n')
    expect(parseMirrorInfo(formatMirrorInfo(info))).toEqual(info)
    expect(parseMirrorInfo('1\n0\n\n').ticket).toHaveLength(0)
  })

  test.each(['', '1\n0\n', '1\n0\n\n\n', '01\n0\n\n', '1\n-1\n\n', '1\n0\n?\n', '1\n0\n'])('%j is refused', (text) => {
    expect(() => parseMirrorInfo(text)).toThrow(TlogError)
  })
})

test('packages follow the example of the specification: aligned to 256, cut at both ends', () => {
  expect([...packageRanges(1_000, 1_600)]).toEqual([
    { subtreeStart: 768, start: 1_000, end: 1_024 },
    { subtreeStart: 1_024, start: 1_024, end: 1_280 },
    { subtreeStart: 1_280, start: 1_280, end: 1_536 },
    { subtreeStart: 1_536, start: 1_536, end: 1_600 },
  ])
  expect([...packageRanges(7, 7)]).toEqual([])
  expect(() => [...packageRanges(8, 7)]).toThrow('beyond')
})

describe('the body of add-entries', () => {
  const upload = (uploadStart: number, uploadEnd: number) => ({
    origin: 'log.example/journal',
    uploadStart,
    uploadEnd,
    ticket: utf8('t'),
    packages: [...packageRanges(uploadStart, uploadEnd)].map(({ start, end }) => ({
      entries: Array.from({ length: end - start }, (_, at) => utf8(`entry ${start + at}`)),
      proof: [hash],
    })),
  })

  async function* chunksOf(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += length) yield bytes.slice(at, at + length)
  }

  async function read(
    bytes: Uint8Array,
    length = 1_000,
  ): Promise<Omit<AddEntriesUpload, 'packages'> & { packages: EntryPackage[] }> {
    const { packages, ...head } = await decodeAddEntries(chunksOf(bytes, length))
    const found = []
    for await (const { entries, proof } of packages) found.push({ entries, proof })
    return { ...head, packages: found }
  }

  test('is read as it was written, however the network cuts it', async () => {
    const written = upload(250, 600)
    const bytes = encodeAddEntries(written)
    for (const length of [1, 2, 7, 100, bytes.length]) expect(await read(bytes, length)).toEqual(written)
  })

  test('a prefix that ends with a package is read; one that ends within is refused after the whole packages', async () => {
    const whole = upload(250, 600)
    const prefix = { ...whole, packages: whole.packages.slice(0, 1) }
    expect(await read(encodeAddEntries(prefix))).toEqual(prefix)

    const cut = encodeAddEntries({ ...whole, packages: whole.packages.slice(0, 2) }).slice(0, -1)
    const { packages } = await decodeAddEntries(chunksOf(cut, 100))
    expect((await packages.next()).value.entries).toHaveLength(6)
    await expect(packages.next()).rejects.toThrow('ends within')
  })

  test('bytes after the last package, too many hashes, and bounds in the wrong order are refused', async () => {
    const bytes = encodeAddEntries(upload(0, 2))
    await expect(read(concatBytes(bytes, Uint8Array.of(0)))).rejects.toThrow('follow the last package')
    const many = bytes.slice()
    many[many.length - 33] = 64
    await expect(read(many)).rejects.toThrow('more than 63')
    const turned = encodeAddEntries({ ...upload(0, 0) })
    turned[2 + 'log.example/journal'.length + 7] = 1
    await expect(read(turned)).rejects.toThrow('beyond')
  })

  test('what the range does not allow is not written', () => {
    const good = upload(0, 2)
    expect(() => encodeAddEntries({ ...good, uploadEnd: 3 })).toThrow('2 entries, not 3')
    expect(() => encodeAddEntries({ ...good, uploadEnd: 0 })).toThrow('more packages')
  })

  test('any bytes are read or refused by name', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (bytes, withHead) => {
        const head = encodeAddEntries({ ...upload(0, 0), uploadEnd: 3, packages: [] })
        const error = await read(withHead ? concatBytes(head, bytes) : bytes).catch((thrown: unknown) => thrown)
        if (error instanceof Error) expect(error).toBeInstanceOf(TlogError)
      }),
      { numRuns: 1_000 },
    )
  })
})
