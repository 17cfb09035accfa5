import { defaultRiskWeights } from '@tongzhou/core'
import { sql } from 'kysely'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { scoreClaims } from '../packages/platform/src/claims/index.ts'
import { simplePdf } from '../packages/platform/src/demo/simple-pdf.ts'
import { loadTestPlan, testPlan } from '../packages/platform/test/plan.ts'
import { claimBody, joined, type Member, type Office, openOffice } from './support/cases.ts'
import { openWorld, type Somebody } from './support/world.ts'

const world = await openWorld('2020-01-02')
const { platform } = world
const hospital = '虚构第一医院'
const account = '6222 0200 0000 0099'

let office: Office
let members: readonly Member[]
let twin: string
let copied: string
let quiet: string

/** A page with bars for words; another seed, another page. */
async function photo(seed: number): Promise<Buffer> {
  const bars = Array.from({ length: 60 }, (_, bar) => {
    const [left, width] = [50 + ((bar * 97 + seed * 53) % 420), 20 + ((bar * 31 + seed * 17) % 110)]
    return `<rect x="${left}" y="${60 + Math.floor(bar / 4) * 52}" width="${width}" height="18" fill="#222"/>`
  })
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="620" height="877"><rect width="620" height="877" fill="#f5f3ec"/>${bars.join('')}</svg>`
  return sharp(Buffer.from(drawing)).jpeg({ quality: 88 }).toBuffer()
}

const filed = async (member: Member, changes: object) =>
  (await world.call(member, 'POST', '/claims', claimBody(member, '2020-09-01', { hospital, ...changes }))).body
    .caseReference

async function bring(member: Member, reference: string, name: string, bytes: Uint8Array): Promise<void> {
  const type = name.endsWith('.pdf') ? 'application/pdf' : 'image/jpeg'
  const answer = await world.upload(member, `/claims/${reference}/evidence`, { name, type, bytes })
  expect(answer.status).toBe(201)
}

const riskOf = async (reference: string, who = office.reviewer) =>
  (await world.call(who, 'GET', `/claims/${reference}/risk`)).body
const codesOf = async (reference: string) =>
  (await riskOf(reference)).signals.map(({ code }: { code: string }) => code).sort()

beforeAll(async () => {
  await loadTestPlan(platform)
  office = await openOffice(world)
  members = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(() => joined(world, testPlan)))
  await world.at('2020-09-20')
  twin = await filed(members[0]!, { payeeAccount: account })
  copied = await filed(members[1]!, { payeeAccount: account.replaceAll(' ', '') })
  quiet = await filed(members[2]!, { payeeAccount: '6222020000000007', hospital: '虚构第二医院' })
  await bring(members[0]!, twin, 'certificate.jpg', await photo(1))
  await bring(members[2]!, quiet, 'certificate.jpg', await photo(2))
  await scoreClaims(platform)
  const again = sharp(await photo(1))
    .resize({ width: 480 })
    .withExif({ IFD0: { Software: 'Adobe Photoshop 21.1' } })
  await bring(members[1]!, copied, 'certificate.jpg', await again.jpeg({ quality: 60 }).toBuffer())
  const lines = ['出院记录', '入院日期: 2020-03-01   出院日期: 2020-02-20', '既往史: 脑卒中3年', '医师签名: 虚构甲']
  await bring(members[1]!, copied, 'discharge.pdf', simplePdf([lines]))
})

describe('risk signals', () => {
  it('are found in the files as they come in, each with its reason in both languages', async () => {
    const { score, signals } = await riskOf(copied)
    expect(await codesOf(copied)).toEqual([
      'dates-contradict',
      'declaration-against-papers',
      'edited-picture',
      'ill-around-joining',
      'near-same-picture',
      'shared-account',
    ])
    for (const signal of signals) {
      expect(signal.points).toBe(Math.floor((signal.weight * signal.strength + 50) / 100))
      expect(signal.reason.en.length * signal.reason.zh.length).toBeGreaterThan(0)
    }
    expect(score).toBe(signals.reduce((sum: number, { points }: { points: number }) => sum + points, 0))
    const picture = signals.find(({ code }: { code: string }) => code === 'near-same-picture')
    expect(picture.facts.cases).toEqual([twin])
  })

  it('of a case in which there is nothing are none', async () => {
    expect(await riskOf(quiet)).toEqual({ score: 0, signals: [] })
  })

  it('order the queue, once the job has been there, also of a case that another one turned out to be linked with', async () => {
    while ((await scoreClaims(platform)) > 0);
    const queue = '/review/queue?status=collecting-evidence&order=risk'
    const { body } = await world.call(office.reviewer, 'GET', queue)
    expect(body.cases.map(({ caseReference }: { caseReference: string }) => caseReference)).toEqual([
      copied,
      twin,
      quiet,
    ])
    expect(body.cases[2].riskScore).toBe(0)
    expect(await codesOf(twin)).toEqual(['near-same-picture', 'shared-account'])
  })

  it('weigh what an operator sets, and 0 takes one away', async () => {
    const path = `/plans/${testPlan.plan}/risk-weights`
    const before = await world.call(office.operator, 'GET', path)
    expect(before.body).toMatchObject({ edition: 0, weights: defaultRiskWeights, attestingHospitals: [], setAt: null })
    const weights = { ...defaultRiskWeights, 'shared-account': 0, 'near-same-picture': 11 }
    const attestingHospitals = [{ hospital: ' 虚构第一医院 ', member: 'hospital.example' }]
    const set = await world.call(office.operator, 'PUT', path, { edition: 0, weights, attestingHospitals })
    expect(set.status).toBe(204)
    expect((await world.call(office.reviewer, 'GET', path)).body).toMatchObject({ weights, attestingHospitals })
    expect(await codesOf(twin)).toEqual(['attestation-missing', 'near-same-picture'])
    while ((await scoreClaims(platform)) > 0);
    const { rows } = await sql`select 1 from claim_risks where settings_no = 0`.execute(platform.database)
    expect(rows).toEqual([])
    const unknown = await world.call(office.operator, 'PUT', '/plans/no-plan/risk-weights', {
      edition: 0,
      weights,
      attestingHospitals,
    })
    expect([unknown.status, unknown.body.code]).toEqual([404, 'plan-unknown'])
    const tooMuch = { edition: 0, weights: { ...weights, 'same-file': 101 }, attestingHospitals }
    expect((await world.call(office.operator, 'PUT', path, tooMuch)).status).toBe(400)
  })

  it('keep who set what when, each against what was before, for operators and auditors', async () => {
    const path = `/plans/${testPlan.plan}/risk-weights`
    const auditor = await world.signIn('auditor')
    const [first] = (await world.call(auditor, 'GET', `${path}/changes`)).body
    expect(first).toMatchObject({
      personId: String(office.operator.personId),
      weights: expect.arrayContaining([{ code: 'shared-account', from: defaultRiskWeights['shared-account'], to: 0 }]),
      added: [{ hospital: expect.stringContaining('虚构第一医院'), member: 'hospital.example' }],
      removed: [],
    })
    const { attestingHospitals, weights } = (await world.call(auditor, 'GET', path)).body
    const editionNow = async () => (await world.call(auditor, 'GET', path)).body.edition
    const put = async (who: Somebody, body: object) =>
      world.call(who, 'PUT', path, { edition: await editionNow(), ...body })
    expect((await put(auditor, { weights, attestingHospitals: [] })).status).toBe(403)
    expect(
      (await put(office.operator, { weights, attestingHospitals: [{ hospital: 'x', member: 'No Member' }] })).status,
    ).toBe(400)
    expect((await put(office.operator, { weights: {}, attestingHospitals })).status).toBe(400)
    expect((await world.call(office.operator, 'GET', `${path}/changes`)).body).toHaveLength(1)
    expect(
      (await put(office.operator, { weights: { ...weights, 'same-file': 99 }, attestingHospitals: [] })).status,
    ).toBe(204)
    const changes = (await world.call(office.operator, 'GET', `${path}/changes`)).body
    expect(changes).toHaveLength(2)
    expect(changes[0]).toMatchObject({
      weights: [{ code: 'same-file', from: defaultRiskWeights['same-file'], to: 99 }],
      added: [],
      removed: first.added,
    })
    expect((await put(office.operator, { weights, attestingHospitals })).status).toBe(204)
    // Of those who read the same settings, at the same moment too, one sets them.
    const edition = await editionNow()
    const together = await Promise.all(
      [1, 2, 3].map((weight) =>
        put(office.operator, { edition, weights: { ...weights, 'same-file': weight }, attestingHospitals }),
      ),
    )
    expect(together.map(({ status }) => status).sort()).toEqual([204, 409, 409])
    expect(together.find(({ status }) => status === 409)!.body.code).toBe('risk-settings-changed')
    expect((await put(office.operator, { weights, attestingHospitals })).status).toBe(204)
    expect((await world.call(office.reviewer, 'GET', `${path}/changes`)).status).toBe(403)
    expect((await world.call(auditor, 'GET', '/plans/no-plan/risk-weights/changes')).body.code).toBe('plan-unknown')
  })

  it('are drawn as a graph of cases and what they share', async () => {
    const { body } = await world.call(office.reviewer, 'GET', `/claims/${copied}/links`)
    const things = body.nodes.filter(({ kind }: { kind: string }) => kind !== 'case')
    expect(things.map(({ kind }: { kind: string }) => kind).sort()).toEqual(['account', 'picture'])
    const cases = body.nodes.filter(({ kind }: { kind: string }) => kind === 'case')
    expect(
      cases.map((one: { caseReference: string; distance: number }) => [one.caseReference, one.distance]).sort(),
    ).toEqual(
      [
        [copied, 0],
        [twin, 1],
      ].sort(),
    )
    expect(body.edges).toHaveLength(4)
    expect(JSON.stringify(body)).not.toContain('6222')
  })

  it('see words of another case, and draw them', async () => {
    const words = ['肿块大小约12mm×30mm', '血红蛋白98g/L，白细胞6.4×10^9/L', '癌胚抗原31.7ng/mL', '体重下降约7公斤']
    const first = await filed(members[3]!, { payeeAccount: '6222020000000011', hospital: '虚构第三医院' })
    const second = await filed(members[4]!, { payeeAccount: '6222020000000012', hospital: '虚构第四医院' })
    await bring(members[3]!, first, 'a.pdf', simplePdf([['出院记录', ...words, '医师签名: 虚构乙']]))
    await bring(members[4]!, second, 'b.pdf', simplePdf([['病历', words[0]!, `${words[2]}。${words[1]}`, words[3]!]]))
    expect(await codesOf(first)).toEqual([])
    const { signals } = await riskOf(second)
    expect(signals).toMatchObject([{ code: 'copied-words', facts: { sentences: 4, cases: [first] } }])
    // Of the two the one that was there first weighs little: filed on one day, both may be the copy.
    expect(await codesOf(first)).toEqual(['copied-words'])
    const { body } = await world.call(office.reviewer, 'GET', `/claims/${first}/links`)
    expect(body.nodes.map(({ kind }: { kind: string }) => kind).sort()).toEqual(['case', 'case', 'words'])
  })

  it('see a long number again under another hospital, and a short one only under its own', async () => {
    const hospitals = ['虚构第五医院', '虚构第五医院', '虚构第六医院']
    const claims: string[] = []
    for (const [at, hospital] of hospitals.entries()) {
      const member = members[5 + at]!
      const reference = await filed(member, { payeeAccount: `622202000000002${at}`, hospital })
      // The first two share what the hospital counts by the year, the first and the last what is drawn.
      const numbers = ['住院号: 2020-004711', at === 1 ? '编号: ZY30201' : '编号: ZY483920174']
      await bring(member, reference, 'a.pdf', simplePdf([[hospital, `病历 ${at}`, ...numbers]]))
      claims.push(reference)
    }
    while ((await scoreClaims(platform)) > 0);
    const [first, sameHospital, elsewhere] = claims as [string, string, string]
    const found = async (reference: string) => {
      const { signals } = await riskOf(reference)
      return signals.map((signal: { code: string; facts: { cases: string[]; hospital: string } }) => ({
        code: signal.code,
        cases: signal.facts.cases,
        hospital: signal.facts.hospital,
      }))
    }
    const code = 'same-document-number'
    expect(await found(sameHospital)).toEqual([{ code, cases: [first], hospital: 'same' }])
    expect(await found(elsewhere)).toEqual([{ code, cases: [first], hospital: 'another' }])
    expect(await found(first)).toEqual([{ code, cases: [sameHospital], hospital: 'same' }])
  })

  it('are not for claimants, and the case does not say that there are any', async () => {
    const claimant = await joined(world, testPlan)
    expect((await world.call(claimant, 'GET', `/claims/${copied}/risk`)).status).toBe(403)
    expect((await world.call(claimant, 'GET', `/claims/${copied}/links`)).status).toBe(403)
  })

  it('hold nothing that can be read: texts are sealed, what cases share is a keyed hash', async () => {
    const { rows } = await sql<{ row: string }>`
      select file_facts::text as row from file_facts union all select claim_marks::text from claim_marks
      union all select claim_risks::text from claim_risks`.execute(platform.database)
    const text = rows.map(({ row }) => row).join('\n')
    for (const secret of ['脑卒中', '虚构', '6222020000000099']) {
      expect(text).not.toContain(secret)
      expect(text).not.toContain(Buffer.from(secret).toString('hex'))
    }
  })
})
