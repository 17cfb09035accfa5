import { createPublicKey, hash, verify } from 'node:crypto'
import { setImmediate as rest } from 'node:timers/promises'
import {
  accept,
  type DisputeEvent,
  dayOf,
  growJurorListRoot,
  type LotSignature,
  lotText,
  nextInSeating,
  rankJurors,
  refuse,
  seedOf,
} from '@tongzhou/core'
import { fromBase64, toBase64, utf8 } from '@tongzhou/tlog'
import { type Row, system, type Unit } from '../commit/commit.ts'
import type { Platform, Reader } from '../commit/platform.ts'
import { planVersion } from '../plans/index.ts'
import { type BoardTools, hourIn, standingTerms } from './board-tools.ts'
import { borrowedTies, conflictedPersons } from './conflicts.ts'
import type { StoredDispute } from './dispute-store.ts'
import { type FinalStep, newestFinalStep } from './final-step.ts'
import {
  insertJurorList,
  jurorAt,
  jurorsOf,
  linesOf,
  makeJurorList,
  readJurorList,
  recordBytes,
} from './juror-list-store.ts'
import { eligibleJurors } from './juror-standing.ts'
import type { Keeper } from './keepers.ts'
import { canSignLots, keepersOfList } from './lot-keepers.ts'
import { pseudonymOf } from './names.ts'
import { claimOf } from './prepare-dispute.ts'
import { offeredTo, offerSeats, seatAnswers, seatJurors } from './seat-store.ts'
import { takeDisputeStep } from './take-dispute-step.ts'

/** How long a member may be silent before the draw goes on without its signature. */
export const silenceHours = 24

/**
 * Commits to the list of all who may sit on a case, before anything of the seed is known. Everyone's standing is asked today, and ties to
 * the case are left out (docs/decisions/0015-the-lot.md). Null while too few keepers would sign it.
 */
export async function commitJurorList(
  platform: Platform,
  { debtors, keepers }: BoardTools,
  { reference }: StoredDispute,
) {
  if (!(await canSignLots(platform, keepers))) return null
  const command = { key: `list:${reference}`, kind: 'commit-juror-list', actor: system, content: { reference } }
  let pieces: readonly Buffer[] = []
  return takeDisputeStep(
    platform,
    command,
    reference,
    async (stored, unit) => {
      const { opened, status } = stored.dispute
      if (status !== 'ready' || !opened.terms.panel)
        return refuse('dispute-not-in-status', { status, allowed: 'ready' })
      const plan = await planVersion(unit.reader, opened.planCode, opened.rulesVersion)
      const eligible = eligibleJurors(standingTerms(plan, dayOf(unit.now, plan.timeZone), debtors))
      const claim = await claimOf(platform, unit.reader, stored)
      const conflicted = claim ? conflictedPersons(platform, claim) : await borrowedTies(platform, unit.reader, stored)
      pieces = await makeJurorList(unit.reader, reference, { eligible, conflicted })
      const records = Buffer.concat(pieces)
      let weights = 0
      for (const { weight } of jurorsOf(records)) weights += weight
      const root = toBase64(await rootOf(records))
      return accept<DisputeEvent>({ kind: 'juror-list-committed', size: records.length / recordBytes, weights, root })
    },
    async ({ stored }) => ({ rows: insertJurorList(stored.disputeId, pieces) }),
  )
}

/** Hashes a list, and lets others be answered in between. */
async function rootOf(records: Buffer): Promise<Uint8Array> {
  for (const root of growJurorListRoot(linesOf(records))) {
    if (root) return root
    await rest()
  }
  throw new Error('a list has a root')
}

/**
 * Draws the panel out of the signatures of the list's keepers (`keepersOfList`) over its entry. Null while a signature is missing and the hours of patience are not
 * over, or too few have signed.
 */
export async function drawPanel(platform: Platform, tools: BoardTools, stored: StoredDispute) {
  const entry = await newestFinalStep(platform.database, stored)
  if (!entry) return null
  const { index, leafHash } = entry
  const text = lotText({ origin: tools.origin, index, leafHash })
  const { all, threshold } = await keepersOfList(platform.database, index, tools.keepers)
  const asked = await Promise.all([...all.values()].map((keeper) => signatureOf(platform, keeper, { index, text })))
  const signatures = asked.filter((one) => one !== null)
  const silent = [...all.keys()].filter((name) => !signatures.some(({ member }) => member === name))
  const isPatient = silent.length > 0 && !hasWaited(platform, entry)
  if (signatures.length < threshold || isPatient) return null
  const { reference } = stored
  // The signatures are no choice of ours, so the key may name the dispute alone.
  const command = { key: `draw:${reference}`, kind: 'draw-panel', actor: system, content: { reference } }
  let drawn: readonly string[] = []
  return takeDisputeStep(
    platform,
    command,
    reference,
    async ({ dispute, disputeId }, { now, reader }) => {
      const { panel } = dispute.opened.terms
      if (dispute.status !== 'list-committed' || !panel)
        return refuse('dispute-not-in-status', { status: dispute.status })
      drawn = await lot(reader, disputeId, signatures, 0, panel.seats + panel.reserves)
      const answersDueAt = now.add({ hours: panel.acceptHours })
      return accept<DisputeEvent>({
        kind: 'panel-drawn',
        list: index,
        signatures,
        silent,
        from: 0,
        references: drawn,
        answersDueAt,
      })
    },
    async ({ event, stored, unit }) => {
      if (event.kind !== 'panel-drawn') throw new Error(`${event.kind} draws nobody`)
      return { rows: await offer(platform, tools, unit, stored, event) }
    },
  )
}

function hasWaited(platform: Platform, { recordedAt }: FinalStep): boolean {
  return Temporal.Instant.compare(platform.clock.now(), recordedAt.add({ hours: silenceHours })) >= 0
}

/** A keeper's signature that verifies; null where it gives none. */
async function signatureOf(
  platform: Platform,
  keeper: Keeper | null,
  lotSubject: { readonly index: number; readonly text: string },
): Promise<LotSignature | null> {
  if (keeper === null) return null
  try {
    const signature = await keeper.signLot(lotSubject)
    const key = createPublicKey({ key: Buffer.from(fromBase64(keeper.lotKey)), format: 'der', type: 'spki' })
    if (verify('sha256', utf8(lotSubject.text), key, fromBase64(signature))) return { member: keeper.name, signature }
    platform.logger.warn({ member: keeper.name }, 'a member signed a lot with another key than the list names')
  } catch (fault) {
    platform.logger.warn({ member: keeper.name, err: fault }, 'a member did not sign a lot')
  }
  return null
}

/** `count` references after the first `from` in the order of the lot. */
async function lot(
  reader: Reader,
  disputeId: string,
  signatures: readonly LotSignature[],
  from: number,
  count: number,
): Promise<readonly string[]> {
  const references = await readJurorList(reader, disputeId)
  const digest: NonNullable<Parameters<typeof rankJurors>[0]['hash']> = (bytes) => hash('sha256', bytes, 'hex')
  const ranked = rankJurors({ seed: seedOf(signatures), references, count: from + count, hash: digest })
  return ranked.slice(from).map((index) => jurorAt(references, index).reference)
}

/** Seats for the drawn, and a message to each of them. */
async function offer(
  platform: Platform,
  { tell }: BoardTools,
  { now, reader }: Unit,
  { dispute, disputeId, reference }: StoredDispute,
  { answersDueAt, references }: { readonly answersDueAt: Temporal.Instant; readonly references: readonly string[] },
): Promise<readonly Row[]> {
  const { planCode, rulesVersion } = dispute.opened
  const plan = await planVersion(reader, planCode, rulesVersion)
  const pseudonyms = references.map(() => pseudonymOf(platform.dice.bytes(12)))
  const facts = { until: hourIn(plan, answersDueAt) }
  return [
    offerSeats({ disputeId, reference, planCode }, references, pseudonyms, now),
    tell({ kind: 'juror-drawn', people: offeredTo(disputeId, references), facts, now }),
  ]
}

/** Seats a panel whose answers are in, or draws more where seats are left; null while there is nothing to do. */
export async function seatPanel(
  platform: Platform,
  tools: BoardTools,
  { reference }: StoredDispute,
  stepCount: number,
) {
  const command = { key: `seat:${reference}:${stepCount}`, kind: 'seat-panel', actor: system, content: { reference } }
  return takeDisputeStep(
    platform,
    command,
    reference,
    async ({ dispute, disputeId }, { now, reader }) => {
      const answers = await seatAnswers(reader, disputeId)
      // Looked at without a count of more first: most rounds draw nobody.
      let wanted: { readonly from: number; readonly count: number } | null = null
      const look = (more: (from: number, count: number) => readonly string[]) =>
        nextInSeating(dispute, { answers, now, more })
      const first = look((from, count) => {
        wanted = { from, count }
        return []
      })
      if (!first) return refuse('dispute-not-in-status', { status: dispute.status, waiting: 'answers' })
      if (!wanted) return accept<DisputeEvent>(first)
      const { count, from } = wanted as { readonly from: number; readonly count: number }
      const references = await lot(reader, disputeId, dispute.signatures, from, count)
      return accept<DisputeEvent>(look(() => references)!)
    },
    async ({ event, stored, unit }) => {
      if (event.kind === 'panel-seated') return { rows: [seatJurors(stored.disputeId, event.seated)] }
      if (event.kind !== 'panel-continued') return {}
      return { rows: await offer(platform, tools, unit, stored, event) }
    },
  )
}
