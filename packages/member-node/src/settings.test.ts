import { describe, expect, test } from 'vitest'
import { madeSettings } from '../test/made-member.ts'
import { parseSettings, quorumFault } from './settings.ts'

const parse = (changes: Record<string, unknown>) =>
  parseSettings(JSON.stringify(madeSettings('data', changes)), '/srv/member')

describe('settings', () => {
  test('are read, with a folder beside the file and defaults', () => {
    expect(parse({})).toMatchObject({
      folder: '/srv/member/data',
      quorum: 2,
      logWithinSeconds: 600,
      witness: false,
      gossipSeconds: 5,
    })
    expect(parse({ monitor: undefined }).monitor).toEqual({ behindSeconds: 600, aheadSeconds: 600 })
    expect(parse({ monitor: { aheadSeconds: null } }).monitor).toEqual({ behindSeconds: 600, aheadSeconds: null })
  })

  const { log, peers } = madeSettings('data') as { log: { key: string }; peers: { mirrorKey: string }[] }
  test.each([
    [{ name: 'Hospital A' }, 'name: must be like a host name'],
    [{ title: { en: 'A' } }, 'title.zh-CN: must be a text'],
    [{ port: 70_000 }, 'port: must be a whole number from 0 to 65535'],
    [{ folder: undefined }, 'folder: must be a text'],
    [{ publicUrl: 'http://a.example/' }, 'publicUrl: must be an http or https address'],
    [{ log: { ...log, key: 'x' } }, 'log.key: must be a verifier key'],
    [{ log: { ...log, key: peers[0]!.mirrorKey } }, 'log.key: is not a key of a log'],
    [{ peers: [{ ...peers[0], mirrorKey: log.key }] }, 'peers[0].mirrorKey: is not a key of a mirror'],
    [{ peers: [{ ...peers[0], name: 'other.example' }] }, 'peers[0].mirrorKey: bears the name peer.example'],
    [{ peers: [peers[0], peers[0]], quorum: 3 }, 'peers: peer.example is there twice'],
    [{ peers: {} }, 'peers: must be a list'],
    [{ quorum: 'most' }, 'quorum: must be a whole number'],
    [{ alarmWebhook: 'mailto:a' }, 'alarmWebhook: must be an http'],
    [{ witness: 'yes' }, 'witness: must be true or false'],
    [{ quorumm: 3 }, 'quorumm: is not a setting'],
    [{ monitor: { aheadSeconds: -1 } }, 'monitor.aheadSeconds: must be a whole number'],
  ])('%j is refused by its name: %s', (changes, message) => {
    expect(() => parse(changes)).toThrow(message)
  })

  test('all faults are named at once, and text that is not JSON is refused', () => {
    expect(() => parse({ port: -1, quorum: 0 })).toThrow(/port: [\s\S]*quorum: /)
    expect(() => parseSettings('{', '/')).toThrow('not JSON')
  })
})

describe('a quorum of M of N', () => {
  test.each([
    [1, 1, false],
    [2, 2, true],
    [2, 3, false],
    [3, 3, true],
    [2, 4, false],
    [3, 4, true],
    [3, 5, false],
    [4, 5, true],
    [4, 6, true],
    [5, 4, false],
  ])('%i of %i is safe: %s', (quorum, members, isSafe) => {
    expect(quorumFault(quorum, members) === undefined).toBe(isSafe)
  })

  test('the refusal says why, and the quorum that it names is safe', () => {
    expect(() => parse({ quorum: 1 })).toThrow(
      'quorum: 1 of 2 members is not safe: two conflicting quorums share only 0',
    )
    for (let members = 2; members < 12; members++) {
      for (let quorum = 1; quorum <= members; quorum++) {
        const named = /Take (\d+) of/.exec(quorumFault(quorum, members) ?? '')
        if (!named) continue
        expect(quorumFault(Number(named[1]), members)).toBeUndefined()
        expect(quorumFault(Number(named[1]) - 1, members), 'the smallest').toBeDefined()
      }
    }
  })
})
