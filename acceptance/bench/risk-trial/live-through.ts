import { createHash } from 'node:crypto'
import { documentCommitment, type PlanVersion, questionsFor, saltBytes } from '@tongzhou/core'
import { addClaimEvidence, fileClaim, scoreClaims, submitClaim } from '../../../packages/platform/src/claims/index.ts'
import { type Actor, commit, type Outcome, system } from '../../../packages/platform/src/commit/commit.ts'
import type { Chance } from '../../../packages/platform/src/demo/chance.ts'
import { insertAttestation } from '../../../packages/platform/src/evidence/attestations/store.ts'
import type { SealedFileStore } from '../../../packages/platform/src/evidence/index.ts'
import { insertPhonePerson, nextPersonIds } from '../../../packages/platform/src/identity/index.ts'
import { defaultJoining, joinPlan } from '../../../packages/platform/src/participants/index.ts'
import { madeUpResidentId } from '../../../packages/platform/test/made-up-people.ts'
import type { TestPlatform } from '../../../packages/platform/test/platform.ts'
import { type Paper, papersOf } from './papers.ts'
import { attestedAs, type TrialCase } from './trial-case.ts'

export interface Trial {
  readonly platform: TestPlatform
  readonly files: SealedFileStore
  readonly plan: PlanVersion
  /** Of the papers: the same seed draws the same pictures. */
  readonly seeds: Chance
}

/** People at the same time: two decoders are at work while papers of others are drawn. */
const atOnce = 6
export const attestingMember = 'hospitals.example'

interface Joined {
  readonly personId: bigint
  readonly payerPersonId: bigint
  readonly participantId: bigint
}

/** Everybody joins on their day, claims on theirs and brings real files through the real intake; then the scores are reckoned. */
export async function liveThrough(
  trial: Trial,
  cases: readonly TrialCase[],
  say: (text: string) => void,
): Promise<ReadonlyMap<string, TrialCase>> {
  const joined = await everybodyJoins(trial, cases)
  const byReference = new Map<string, TrialCase>()
  const inOrder = [...cases].sort((left, right) => Temporal.PlainDate.compare(left.filedOn, right.filedOn))
  for (let from = 0; from < inOrder.length; from += atOnce) {
    const some = inOrder.slice(from, from + atOnce)
    trial.platform.clock.set(noonOf(some.at(-1)!.filedOn))
    await Promise.all(some.map(async (one) => byReference.set(await claim(trial, one, joined.get(one)!), one)))
    if (from % 300 === 0) say(`${from} of ${inOrder.length} have claimed`)
  }
  while ((await scoreClaims(trial.platform)) > 0) say('scoring')
  // Whoever is scored first knows nothing of those who come after: the job goes over all of them every day.
  trial.platform.clock.set(noonOf(inOrder.at(-1)!.filedOn.add({ days: 2 })))
  while ((await scoreClaims(trial.platform)) > 0) say('scoring again')
  return byReference
}

const noonOf = (day: Temporal.PlainDate) =>
  day.toZonedDateTime('Asia/Shanghai').add({ hours: 12 }).toInstant().toString()

async function everybodyJoins(trial: Trial, cases: readonly TrialCase[]): Promise<ReadonlyMap<TrialCase, Joined>> {
  const joined = new Map<TrialCase, Joined>()
  // Payers show their own document first: they join a day before their family, or earlier.
  const family = cases.filter(({ payer }) => payer !== null)
  for (const { joinedOn, payer } of family) {
    if (Temporal.PlainDate.compare(joinedOn, payer!.joinedOn) <= 0) payer!.joinedOn = joinedOn.subtract({ days: 1 })
  }
  const people = new Map<TrialCase, bigint>()
  const inOrder = [...cases].sort((left, right) => Temporal.PlainDate.compare(left.joinedOn, right.joinedOn))
  for (const one of inOrder) {
    trial.platform.clock.set(noonOf(one.joinedOn))
    const payerPersonId = one.payer ? people.get(one.payer)! : await newPerson(trial)
    people.set(one, payerPersonId)
    joined.set(one, await join(trial, one, payerPersonId))
  }
  return joined
}

async function newPerson({ platform }: Trial): Promise<bigint> {
  const [personId] = await nextPersonIds(platform.database, 1)
  const phone = `+86${13_600_000_000 + Number(personId)}`
  for (const write of insertPhonePerson(platform, personId!, phone, platform.clock.now()))
    await write.execute(platform.database)
  return personId!
}

async function join({ plan, platform }: Trial, one: TrialCase, payerPersonId: bigint): Promise<Joined> {
  const { wordings } = defaultJoining
  const number = madeUpResidentId(one.bornOn.toString(), one.index % 999, String(110_101 + Math.floor(one.index / 999)))
  const asked = questionsFor(plan.eligibility, { bornOn: one.bornOn, sex: null }, one.joinedOn)
  const sex = Number(number[16]) % 2 === 0 ? 'female' : 'male'
  const answers = asked.filter(({ askedOf }) => askedOf?.sex === undefined || askedOf.sex === sex)
  const outcome = await joinPlan(platform, defaultJoining, {
    key: `join:${one.index}`,
    actor: { role: 'participant', personId: payerPersonId },
    planCode: plan.plan,
    person: { name: '虚构', document: { kind: 'cn-resident-id', number } },
    relation: one.payer ? 'spouse' : 'self',
    consents: {
      'health-data': { given: true, wordingVersion: wordings['health-data'] },
      publication: { given: true, wordingVersion: wordings.publication },
    },
    answers: Object.fromEntries(answers.map(({ barringAnswer, code }) => [code, !barringAnswer])),
  })
  const { participantId } = answered(outcome)
  return { personId: payerPersonId, payerPersonId, participantId: BigInt(participantId) }
}

async function claim(trial: Trial, one: TrialCase, { participantId, payerPersonId }: Joined): Promise<string> {
  const { files, platform, seeds } = trial
  const actor: Actor = { role: 'participant', personId: payerPersonId }
  const papers = await papersOf(seeds, one)
  const statement = {
    participantId,
    illness: 'malignant-tumour',
    mild: false,
    cause: 'illness' as const,
    diagnosedOn: one.diagnosedOn,
    hospital: one.hospital.name,
    payeeAccount: one.account,
    payeeName: '虚构',
  }
  const { caseReference, status } = answered(await fileClaim(platform, { key: `claim:${one.index}`, actor, statement }))
  if (status !== 'collecting-evidence') throw new Error(`case ${one.index} was ${status} at filing`)
  if (attestedAs(one) !== 'nothing') await attest(trial, one, caseReference, papers)
  for (const [at, { bytes, name, type }] of papers.entries()) {
    const command = { key: `paper:${one.index}:${at}`, actor, caseReference, file: { name, type, bytes } }
    answered(await addClaimEvidence(platform, files, command))
  }
  answered(await submitClaim(platform, { key: `submit:${one.index}`, actor, caseReference }))
  return caseReference
}

/** As the platform records a member's attestation. The signature is not part of this trial. */
async function attest(
  { platform }: Trial,
  one: TrialCase,
  caseReference: string,
  papers: readonly Paper[],
): Promise<void> {
  for (const [at, { bytes, type }] of papers.entries()) {
    if (type !== 'application/pdf') continue
    const salt = platform.dice.bytes(saltBytes)
    const content = attestedAs(one) === 'papers' ? bytes : Buffer.concat([bytes, Buffer.from('another')])
    const sha256 = createHash('sha256').update(content).digest('hex')
    const document = documentCommitment(salt, { sha256, byteLength: content.length })
    const command = {
      key: `attest:${one.index}:${at}`,
      kind: 'record-attestation',
      actor: system,
      content: { document },
    }
    const outcome = await commit<null>(platform, command, async ({ newId, now }) => {
      const eventId = newId()
      const facts = { attestedBy: attestingMember, document, attestedAt: now.toString() }
      const row = {
        eventId,
        caseReference,
        attestedBy: attestingMember,
        document,
        salt,
        note: '',
        attestedAt: now,
        recordedAt: now,
      }
      const event = {
        id: eventId,
        kind: 'document-attested' as const,
        subject: `claim/${caseReference}`,
        plan: null,
        facts,
      }
      return { answer: null, rows: [insertAttestation(row)], events: [event] }
    })
    answered(outcome)
  }
}

export function answered<Answer>(outcome: Outcome<Answer>): Answer {
  if (!outcome.accepted) throw new Error(JSON.stringify(outcome.refusal))
  return outcome.event.answer
}
