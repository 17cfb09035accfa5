import { createPublicKey, verify } from 'node:crypto'
import { ballotHash, combineShares, makeKeeperKey, openShare, openVote, sealBallot, voteKeyOf } from '@tongzhou/ballot'
import { lotText } from '@tongzhou/core'
import {
  cosign,
  formatNote,
  formatVerifierKey,
  fromBase64,
  leafHash,
  parseNote,
  parseSignatureLines,
  signatureTypes,
  toBase64,
} from '@tongzhou/tlog'
import { createSigner } from '@tongzhou/tlog/node'
import { beforeAll, expect, test } from 'vitest'
import {
  ballotCast,
  ballotsOpened,
  boardMembers,
  closesAt,
  consortiumLine,
  dispute,
  entriesOf,
  jurors,
  keepers,
  type Line,
  listIndex,
  opened,
  opensAt,
  seatedPanel,
  voteClosed,
  voteOpened,
} from '../../test/made-dispute.ts'
import { handOver, logSigner, MadeLog } from '../../test/made-log.ts'
import { madeLotKeyProof } from '../../test/made-lot-key.ts'
import { logAt, madeMember, publish, serveProofs } from '../../test/made-member.ts'
import { originHash } from '../mirror/mirror.ts'
import type { MemberState } from '../page/member-state.ts'
import { evidenceOf, openAlarms, raiseAlarm, resolveAlarm } from '../storage/alarms.ts'

const reference = dispute.slice('dispute/'.length)
const others = new Map<string, { publicKey: string; privateKey: string }>()
beforeAll(async () => {
  for (const name of boardMembers.slice(1)) others.set(name, await makeKeeperKey())
})

const signers = boardMembers
  .slice(1)
  .map((name, at) => createSigner(name, signatureTypes.ed25519Cosignature, new Uint8Array(32).fill(20 + at)))

/** The hospital, a log that it mirrors, and how far that is final: with its own cosignature and those of two peers, three of four. */
async function madeBoard(now = closesAt) {
  const clock = { now }
  const log = new MadeLog()
  const published = await publish(log)
  const proofs = new Map(boardMembers.map((name) => [name as string, JSON.stringify(madeLotKeyProof(name))]))
  const peersUrl = await serveProofs(proofs)
  const peers = signers.map(({ key }) => {
    return { name: key.name, monitoringUrl: `${peersUrl}/${key.name}`, mirrorKey: formatVerifierKey(key) }
  })
  const monitor = { behindSeconds: 600, aheadSeconds: 600 }
  const settings = { ...logAt(published.url), peers, quorum: 3, monitor }
  const running = await madeMember(settings, { now: () => clock.now })
  const ballotKeys = { 'hospital.example': running.keys.ballot! }
  for (const [name, { publicKey }] of others) Object.assign(ballotKeys, { [name]: publicKey })
  let lines: Line[] = []
  let cosignatures = ''
  const board = {
    ...running,
    clock,
    proofs,
    log,
    ballotKeys,
    keepers: keepers(ballotKeys),
    entries: () => entriesOf(lines),
    /** The log goes on with these; the hospital mirrors and cosigns them. */
    async add(...more: readonly Line[]) {
      const held = log.size
      lines = [...lines, ...more]
      for (const bytes of entriesOf(lines).slice(held)) log.append(bytes)
      const answer = await handOver(running.url, log, held)
      expect([answer.status, answer.text.includes('hospital.example')]).toEqual([200, true])
      cosignatures = answer.text
    },
    /** Publishes the checkpoint with the hospital's and, unless told otherwise, enough peers' cosignatures. */
    async publish({ byPeer = true, gossip = true } = {}) {
      const { signatures, text } = parseNote(await log.checkpoint())
      const seconds = Math.floor(clock.now.epochMilliseconds / 1_000)
      const cosigners = signers.slice(0, byPeer ? 2 : 1)
      const byPeers = await Promise.all(cosigners.map((signer) => cosign(signer, text, seconds)))
      const own = parseSignatureLines(cosignatures)
      published.checkpoint = formatNote({ text, signatures: [...signatures, ...own, ...byPeers] })
      if (gossip) await running.gossipNow()
    },
    state: async () => (await (await fetch(`${running.url}/state.json`)).json()) as MemberState,
    async post(path: string, body: object) {
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(running.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
      const text = await response.text()
      return { status: response.status, text, body: response.ok ? JSON.parse(text) : null }
    },
    signLot: (index = listIndex) => board.post('/sign-lot', { index }),
    openShares: (...ballots: readonly { juror: string; sealed: string }[]) =>
      board.post('/open-shares', { dispute: reference, ballots }),
    seal: (juror: string, choice: 'pay' | 'do-not-pay' = 'pay') =>
      sealBallot({
        vote: { choice, clause: '4.2' },
        text: 'because',
        place: { dispute: reference, juror },
        keepers: board.keepers,
        threshold: 3,
      }),
  }
  return board
}

const untilList = (ballotKeys: Record<string, string>) => seatedPanel(ballotKeys).slice(0, listIndex + 1)
const withdrawn: Line = { kind: 'dispute-withdrawn', facts: {}, at: opensAt }

test('a list is signed once its entry is final: the same signature again, by the lot key, over the text of the lot', async () => {
  const board = await madeBoard()
  await board.add(...untilList(board.ballotKeys))
  expect(await board.signLot()).toMatchObject({ status: 409, text: expect.stringContaining('not final') })
  await board.publish({ byPeer: false })
  expect((await board.signLot()).status).toBe(409)
  await board.publish()
  const { body, status } = await board.signLot()
  expect(status).toBe(200)
  const leaf = leafHash(board.entries()[listIndex]!)
  const text = lotText({ origin: logSigner.key.name, index: listIndex, leafHash: leaf })
  const key = createPublicKey({ key: Buffer.from(board.keys.lot!, 'base64'), format: 'der', type: 'spki' })
  expect(verify('sha256', Buffer.from(text), key, Buffer.from(body.signature, 'base64'))).toBe(true)
  expect((await board.signLot()).body).toEqual(body)
})

test('the member looks at the log itself where gossip has not seen the newest', async () => {
  const board = await madeBoard()
  await board.add(...untilList(board.ballotKeys))
  await board.gossipNow()
  await board.publish({ gossip: false })
  expect((await board.signLot()).status).toBe(200)
})

test('nothing else is signed: no other entry, none that is not there, none of a dispute that was withdrawn, none during an alarm', async () => {
  const board = await madeBoard()
  await board.add(...untilList(board.ballotKeys))
  await board.publish()
  expect(await board.signLot(1)).toMatchObject({ status: 422, text: expect.stringContaining('dispute-opened') })
  expect((await board.signLot(listIndex + 1)).status).toBe(409)
  for (const wrong of [{ index: -1 }, { index: 'x' }, {}, { index: 1.5 }])
    expect((await board.post('/sign-lot', wrong)).status).toBe(400)
  raiseAlarm(board.member.store, { name: 'made-up', subject: 'test', detail: 'for a test' })
  expect(await board.signLot()).toMatchObject({ status: 409, text: expect.stringContaining('made-up') })
  board.member.store.database.exec('delete from alarms')
  await board.add(withdrawn)
  await board.publish()
  expect(await board.signLot()).toMatchObject({ status: 422, text: expect.stringContaining('withdrawn') })
})

test('shares are opened after the close is final, of the last ballot of each juror alone; with two more they open the vote', async () => {
  const board = await madeBoard()
  const [first, last, second] = [
    await board.seal(jurors[0]),
    await board.seal(jurors[0], 'do-not-pay'),
    await board.seal(jurors[1]),
  ]
  await board.add(...seatedPanel(board.ballotKeys), voteOpened(board.ballotKeys))
  await board.add(ballotCast(jurors[0], ballotHash(first)), ballotCast(jurors[1], ballotHash(second)))
  await board.add(ballotCast(jurors[0], ballotHash(last)))
  const all = [
    { juror: jurors[0], sealed: last },
    { juror: jurors[0], sealed: first },
    { juror: jurors[1], sealed: second },
    { juror: jurors[1], sealed: last },
    { juror: jurors[2], sealed: second },
    { juror: jurors[1], sealed: '{}' },
  ]
  await board.publish()
  expect(await board.openShares(...all)).toMatchObject({ status: 409, text: expect.stringContaining('not closed') })
  await board.add(voteClosed(2))
  expect(await board.openShares(...all)).toMatchObject({ status: 409, text: expect.stringContaining('not final') })
  await board.publish({ byPeer: false })
  expect((await board.openShares(...all)).status).toBe(409)
  await board.publish()
  const { body, status } = await board.openShares(...all)
  expect([status, body?.shares.map((share: string | null) => share !== null)]).toEqual([
    200,
    [true, false, true, false, false, false],
  ])

  const place = { dispute: reference, juror: jurors[0] }
  const shares = new Map([['hospital.example', fromBase64(body.shares[0])]])
  const open = () => combineShares({ sealed: last, shares, threshold: 3 })
  for (const keeper of boardMembers.slice(1, 3)) {
    expect(await open()).toBeNull()
    shares.set(keeper, (await openShare({ privateKey: others.get(keeper)!.privateKey, keeper, place, sealed: last }))!)
  }
  const voteKey = await voteKeyOf((await open())!)
  expect(await openVote({ voteKey, place, sealed: last })).toEqual({ choice: 'do-not-pay', clause: '4.2' })
  const said = { juror: jurors[0], choice: 'do-not-pay', clause: '4.2', key: toBase64(voteKey) }
  await board.add(ballotsOpened(0, [said]))
})

test.each([
  ['another choice', { choice: 'pay' }],
  ['another clause', { clause: '4.3' }],
  ['another key', { key: toBase64(new Uint8Array(32)) }],
])('a member holds what the log says of a ballot against the ballot that it saw: %s is an alarm', async (_, lie) => {
  const board = await madeBoard()
  const sealed = await board.seal(jurors[0], 'do-not-pay')
  const vote = [consortiumLine(board.ballotKeys), ...opened('open'), voteOpened(board.ballotKeys, { seats: null })]
  await board.add(...vote, ballotCast(jurors[0], ballotHash(sealed)), voteClosed(1))
  await board.publish()
  const place = { dispute: reference, juror: jurors[0] }
  const shares = new Map([
    ['hospital.example', fromBase64((await board.openShares({ juror: jurors[0], sealed })).body.shares[0])],
  ])
  for (const keeper of boardMembers.slice(1, 3))
    shares.set(keeper, (await openShare({ privateKey: others.get(keeper)!.privateKey, keeper, place, sealed }))!)
  const voteKey = await voteKeyOf((await combineShares({ sealed, shares, threshold: 3 }))!)
  const said = { juror: jurors[0], choice: 'do-not-pay', clause: '4.2', key: toBase64(voteKey), ...lie }
  await expect(board.add(ballotsOpened(0, [said]))).rejects.toThrow()
  expect(openAlarms(board.member.store)).toMatchObject([
    { name: 'ballots-miscounted', detail: expect.stringContaining('which this member has seen, does not say') },
  ])
})

/** A closed vote of one ballot, of which the hospital has given its share, and the shares of all. */
async function oneBallotOpened(sealOf: (board: Awaited<ReturnType<typeof madeBoard>>) => Promise<string>) {
  const board = await madeBoard()
  const sealed = await sealOf(board)
  const vote = [consortiumLine(board.ballotKeys), ...opened('open'), voteOpened(board.ballotKeys, { seats: null })]
  await board.add(...vote, ballotCast(jurors[0], ballotHash(sealed)), voteClosed(1))
  await board.publish()
  const place = { dispute: reference, juror: jurors[0] }
  const own: string | null = (await board.openShares({ juror: jurors[0], sealed })).body.shares[0]
  const shares: { keeper: string; share: string | null }[] = [{ keeper: 'hospital.example', share: own }]
  for (const [keeper, { privateKey }] of others) {
    const share = await openShare({ privateKey, keeper, place, sealed })
    shares.push({ keeper, share: share && toBase64(share) })
  }
  const sayInvalid = (published: typeof shares) => {
    const said = { juror: jurors[0], choice: 'invalid', clause: '', key: '', shares: published }
    board.clock.now = closesAt.add({ hours: 24 })
    return board.add({ ...ballotsOpened(0, [said]), at: board.clock.now })
  }
  return { board, shares, sayInvalid }
}

const zeros = toBase64(new Uint8Array(33))
type Shares = readonly { readonly keeper: string; readonly share: string | null }[]

test.each<readonly [string, (shares: Shares) => Shares, RegExp]>([
  ['by shares that open it', (all) => all, /shares open it to do-not-pay, 4.2/],
  [
    'by three that open it, and a lie',
    (all) => all.with(3, { keeper: all[3]!.keeper, share: zeros }),
    /shares open it/,
  ],
  [
    'by another share in this member’s name',
    (all) => all.with(0, { keeper: all[0]!.keeper, share: zeros }),
    /not the one/,
  ],
  ['by none in this member’s name', (all) => all.with(0, { keeper: all[0]!.keeper, share: null }), /not the one/],
  [
    'without this member, whose share with two others opens it',
    (all) => [all[1]!, all[2]!, { keeper: all[3]!.keeper, share: zeros }],
    /shares open it to do-not-pay/,
  ],
])('a good ballot that is called invalid %s is an alarm', async (_, change, why) => {
  const { board, shares, sayInvalid } = await oneBallotOpened((made) => made.seal(jurors[0], 'do-not-pay'))
  await expect(sayInvalid([...change(shares)])).rejects.toThrow()
  expect(openAlarms(board.member.store)).toMatchObject([
    { name: 'ballots-miscounted', detail: expect.stringMatching(why) },
  ])
})

test.each<readonly [string, (shares: Shares) => Shares]>([
  ['whose shares fit nobody', (all) => all],
  ['one of whose keepers did not answer', (all) => all.slice(0, 3)],
  ['without this member, which opened no share of it', (all) => all.slice(1)],
])('a ballot that is invalid, %s, is no alarm', async (_, change) => {
  // Sealed for another juror's place: no share of it opens.
  const { board, shares, sayInvalid } = await oneBallotOpened((made) => made.seal(jurors[1]))
  expect(shares.map(({ share }) => share)).toEqual([null, null, null, null])
  await sayInvalid([...change(shares)])
  expect(openAlarms(board.member.store)).toEqual([])
})

test('shares stay shut: of an unknown dispute, before the hour of the close by this clock, during an alarm, after a withdrawal', async () => {
  const board = await madeBoard(closesAt.subtract({ seconds: 1 }))
  const sealed = await board.seal(jurors[0])
  expect(await board.openShares()).toMatchObject({ status: 409, text: expect.stringContaining('knows no dispute') })
  const vote = [consortiumLine(board.ballotKeys), ...opened('open'), voteOpened(board.ballotKeys, { seats: null })]
  await board.add(...vote, ballotCast(jurors[0], ballotHash(sealed)), voteClosed(1))
  await board.publish()
  const ask = () => board.openShares({ juror: jurors[0], sealed })
  expect(await ask()).toMatchObject({ status: 409, text: expect.stringContaining('by the clock of this member') })
  board.clock.now = closesAt
  expect((await ask()).body.shares).toEqual([expect.any(String)])
  raiseAlarm(board.member.store, { name: 'made-up', subject: 'test', detail: 'for a test' })
  expect(await ask()).toMatchObject({ status: 409, text: expect.stringContaining('made-up') })
})

test('after a withdrawal the ballots stay sealed for ever, whatever is asked later', async () => {
  const board = await madeBoard()
  const sealed = await board.seal(jurors[0])
  const vote = [consortiumLine(board.ballotKeys), ...opened('open'), voteOpened(board.ballotKeys, { seats: null })]
  await board.add(...vote, ballotCast(jurors[0], ballotHash(sealed)), withdrawn)
  await board.publish()
  board.clock.now = closesAt.add({ hours: 24_000 })
  const answer = await board.openShares({ juror: jurors[0], sealed })
  expect(answer).toMatchObject({ status: 409, text: expect.stringContaining('was withdrawn') })
})

test('a request has at most 1,000 ballots, and no other fields', async () => {
  const board = await madeBoard()
  const ballot = { juror: jurors[0], sealed: '{}' }
  const many = Array.from({ length: 1_001 }, () => ballot)
  expect((await board.openShares(...many)).status).toBe(400)
  expect((await board.post('/open-shares', { dispute: reference })).status).toBe(400)
  expect((await board.post('/open-shares', { dispute: reference, ballots: [{ juror: jurors[0] }] })).status).toBe(400)
  expect((await board.openShares({ juror: jurors[0], sealed: 'x'.repeat(8_100_000) })).status).toBe(413)
})

const unproven = async ({ state }: { state: () => Promise<MemberState> }) =>
  (await state()).unprovenLotKeys.map(({ name }) => name)

test('a lot is signed once the lot keys of all members are proven, and from then on whoever is down', async () => {
  const board = await madeBoard()
  const { proofs } = board
  const notary = proofs.get('notary.example')!
  proofs.delete('notary.example')
  proofs.set('insurer.example', proofs.get('regulator.example')!)
  await board.add(...untilList(board.ballotKeys))
  expect(await unproven(board)).toEqual(boardMembers)
  await board.publish()
  expect(await unproven(board)).toEqual(['insurer.example', 'notary.example'])
  const refused = await board.signLot()
  expect(refused).toMatchObject({
    status: 409,
    text: expect.stringMatching(/insurer.example is not proven: it shows another/),
  })
  expect(refused.text).toMatch(/notary.example is not proven: there is nothing at/)
  expect(await (await fetch(board.url)).text()).toContain('it shows another lot key than the log names')

  proofs.set('insurer.example', JSON.stringify(madeLotKeyProof('insurer.example')))
  await board.gossipNow()
  expect((await board.signLot()).text).toMatch(/^the lot key of notary.example is not proven.*\n$/)
  proofs.set('notary.example', notary)
  await board.gossipNow()
  expect([await unproven(board), openAlarms(board.member.store)]).toEqual([[], []])
  proofs.clear()
  await board.gossipNow()
  expect((await board.signLot()).status).toBe(200)
})

test('a wrong proof stops the member, once for a key: after somebody has looked it cosigns, and signs no lot before the right one', async () => {
  const board = await madeBoard()
  const { proofs } = board
  const { key, signatures } = madeLotKeyProof('notary.example')
  const wrong = JSON.stringify({ key, signatures: [...signatures.slice(1), signatures[0]] })
  proofs.set('notary.example', wrong)
  await board.add(...untilList(board.ballotKeys))
  await board.publish()
  const [alarm] = openAlarms(board.member.store)
  expect(alarm).toMatchObject({ name: 'lot-key-unsound', subject: 'notary.example', stops: true })
  expect(evidenceOf(board.member.store, alarm!.id)).toBe(wrong)
  expect(await (await fetch(board.url)).text()).toContain('The proof of that member for its lot key is wrong')
  await expect(board.add(withdrawn)).rejects.toThrow()

  resolveAlarm(board.member.store, alarm!.id, 'the notary has a broken disk')
  await board.gossipNow()
  expect(openAlarms(board.member.store)).toEqual([])
  expect(await unproven(board)).toEqual(['notary.example'])
  proofs.set('notary.example', JSON.stringify({ key, signatures }))
  await board.gossipNow()
  expect(await unproven(board)).toEqual([])
})

test('where the log names another lot key for this member than it has, it signs no lot', async () => {
  const board = await madeBoard()
  const other = madeLotKeyProof('regulator.example').key
  await board.add(
    consortiumLine(board.ballotKeys, { 'hospital.example': other }),
    ...untilList(board.ballotKeys).slice(1),
  )
  await board.publish()
  // The regulator has proven that key, which is not the hospital's for that.
  expect(await unproven(board)).toEqual(['hospital.example'])
  expect(await board.signLot()).toMatchObject({
    status: 422,
    text: expect.stringContaining('of this name and lot key'),
  })
})

test('a member makes its own proof once, and shows it also without a monitor', async () => {
  const { keys, member, url } = await madeMember()
  const path = `/mirror/${originHash(member.mirror.origin)}/lot-key-proof`
  const text = await (await fetch(url + path)).text()
  expect(JSON.parse(text)).toEqual(madeLotKeyProof('hospital.example'))
  member.store.database.exec(`update own_lot_key_proof set proof = 'kept' where key = '${keys.lot}'`)
  expect(await (await fetch(url + path)).text()).toBe('kept')
})

test('a member without a monitor serves neither', async () => {
  const { url } = await madeMember()
  for (const path of ['/sign-lot', '/open-shares'])
    expect((await fetch(url + path, { method: 'POST', body: '{}' })).status).toBe(404)
})

test('the ballot key that is printed is the one that opens', async () => {
  const { keys, member } = await madeMember()
  expect(keys.ballot).toBe(member.keys.ballot.publicKey)
  const sealed = await sealBallot({
    vote: { choice: 'pay', clause: '1' },
    text: '',
    place: { dispute: reference, juror: jurors[0] },
    keepers: [{ name: 'hospital.example', key: keys.ballot! }],
    threshold: 1,
  })
  const given = { privateKey: member.keys.ballot.privateKey, keeper: 'hospital.example', sealed }
  expect(toBase64((await openShare({ ...given, place: { dispute: reference, juror: jurors[0] } }))!)).toHaveLength(44)
})
