import { describe, expect, test } from 'vitest'
import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { emptyRoot } from './rfc6962.ts'

describe('a checkpoint', () => {
  const good = 'log.example\n5\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n'

  test('is read and written, and keeps what extension lines it has', () => {
    expect(formatCheckpoint(parseCheckpoint(good))).toBe(good)
    expect(parseCheckpoint(`${good}more\n`).extensions).toEqual(['more'])
    expect(parseCheckpoint(good.replace('5', '0')).size).toBe(0)
    expect(formatCheckpoint({ origin: '同舟', size: 0, root: emptyRoot() })).toContain('同舟\n0\n47DE')
  })

  test.each([
    '',
    '\n',
    good.slice(0, -1),
    good.replace('5', '05'),
    good.replace('5', ''),
    good.replace('5', '-5'),
    good.replace('5', '+5'),
    good.replace('5', '5.0'),
    good.replace('5', ' 5'),
    good.replace('5', '0x5'),
    good.replace('5', '٥'),
    good.replace('=', ''),
    good.replace('U7WM', ''),
    good.replace('U7WM', 'U7WMU7WM'),
    good.replace('log.example', ''),
    good.replace('log.example\n', ''),
    `${good}\n`,
    `${good}\nmore\n`,
    good.replace('log', 'l\tog'),
    good.replace('U7WM79', '_7WM79'),
  ])('%j is refused', (checkpoint) => {
    expect(() => parseCheckpoint(checkpoint)).toThrow(expect.objectContaining({ code: 'malformed' }))
  })

  test.each(['9007199254740992', '18446744073709551615', '99999999999999999999'])(
    'of size %s is out of range',
    (size) => {
      expect(() => parseCheckpoint(good.replace('5', size))).toThrow(expect.objectContaining({ code: 'out-of-range' }))
    },
  )

  test('that could not be read is not written', () => {
    const checkpoint = parseCheckpoint(good)
    for (const wrong of [{ origin: '' }, { origin: 'a\nb' }, { size: 0 }, { size: -1 }, { root: new Uint8Array(31) }]) {
      expect(() => formatCheckpoint({ ...checkpoint, ...wrong })).toThrow(
        expect.objectContaining({ name: 'TlogError' }),
      )
    }
  })
})
