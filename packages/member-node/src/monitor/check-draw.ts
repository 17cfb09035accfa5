import { createPublicKey, verify } from 'node:crypto'
import { lotText, type ReadEntry } from '@tongzhou/core'
import { fromBase64 } from '@tongzhou/tlog'
import type { Store } from '../storage/store.ts'
import { signedLot } from './dispute-ballots.ts'
import type { ConsortiumState, DisputeState } from './dispute-state.ts'
import { countOf, listOf, textOf, textsOf, WrongFact } from './facts.ts'

/** How long the draw waits for a silent member (docs/decisions/0015-the-lot.md). */
const silenceMilliseconds = 24 * 3_600_000
const referenceShape = /^[0-9a-f]{32}$/

/** Who checks: this member's name, and the log that it mirrors. */
export interface DrawRules {
  readonly member: string
  readonly origin: string
}

/**
 * What is wrong with a draw, as far as the log shows it: made from the committed list, by the signatures of at least the quorum, each by its
 * member's key, everybody else named as silent, and that only after a day. The ranking itself takes the list: `interop/second-lot.py`.
 */
export function whyDrawWrong(
  store: Store,
  state: DisputeState,
  { at, facts }: ReadEntry,
  rules: DrawRules,
): string | null {
  const { list } = state
  if (list === null || countOf(facts, 'list') !== list.index) return 'it names another list than the one committed to'
  if (countOf(facts, 'from') !== 0) return 'the first draw begins at 0'
  const { consortium } = list
  if (consortium === null) return whyReferencesWrong(state, facts)
  const signatures = listOf(facts, 'signatures')
  const signed = signatures.map((signature) => textOf(signature, 'member'))
  const silent = textsOf(facts, 'silent')
  const heard = [...signed, ...silent].sort().join(' ')
  if (
    heard !==
    consortium.members
      .map(({ name }) => name)
      .sort()
      .join(' ')
  )
    return 'who signed and who was silent are not the members of the consortium, each once'
  if (signed.length < consortium.quorum)
    return `${signed.length} signatures are fewer than the quorum, ${consortium.quorum}`
  const text = lotText({ origin: rules.origin, index: list.index, leafHash: fromBase64(list.leafHash) })
  const forged = signatures.find((signature) => !isSignature(consortium, signature, text))
  if (forged) return `the signature in the name of ${textOf(forged, 'member')} is not by its key`
  if (silent.includes(rules.member) && signedLot(store, list.index) !== null)
    return 'it calls this member silent, which gave its signature'
  if (silent.length > 0 && at.epochMilliseconds < list.atMilliseconds + silenceMilliseconds)
    return `it did not wait a day for ${silent.join(', ')}`
  return whyReferencesWrong(state, facts)
}

/** The seed is made of a signature's spelling, so there may be one only: the operator could try others until a seed suits it. */
function isSignature({ members }: ConsortiumState, signature: ReadEntry['facts'], text: string): boolean {
  const lotKey = members.find(({ name }) => name === signature.member)!.lotKey
  const key = createPublicKey({ key: Buffer.from(lotKey, 'base64'), format: 'der', type: 'spki' })
  const spelt = textOf(signature, 'signature')
  const bytes = Buffer.from(spelt, 'base64')
  return bytes.toString('base64') === spelt && verify('sha256', Buffer.from(text), key, bytes)
}

/** What is wrong with the references of a draw or of its continuation. */
export function whyReferencesWrong({ drawn, list }: DisputeState, facts: ReadEntry['facts']): string | null {
  const references = textsOf(facts, 'references')
  if (references.some((reference) => !referenceShape.test(reference)))
    throw new WrongFact('references are no lot references')
  if (countOf(facts, 'from') !== drawn.length)
    return `it goes on at ${countOf(facts, 'from')}, after ${drawn.length} drawn`
  const all = [...drawn, ...references]
  if (new Set(all).size < all.length) return 'a juror is drawn twice'
  return all.length > list!.size ? `${all.length} are drawn from a list of ${list!.size}` : null
}

/** What is wrong with the seats: only drawn jurors, in the order of the draw, and everybody drawn is spoken of at most once. */
export function whySeatsWrong({ drawn }: DisputeState, facts: ReadEntry['facts']): string | null {
  const seated = textsOf(facts, 'seated')
  const places = seated.map((reference) => drawn.indexOf(reference))
  if (places.includes(-1)) return 'a juror is seated who was not drawn'
  if (places.some((place, at) => at > 0 && place <= places[at - 1]!))
    return 'jurors are not seated in the order of the draw'
  const others = [...textsOf(facts, 'declined'), ...textsOf(facts, 'silent')]
  const passedOver = drawn
    .slice(0, Math.max(-1, ...places) + 1)
    .find((one) => !seated.includes(one) && !others.includes(one))
  return passedOver ? `the juror ${passedOver} is passed over, and nothing says why` : null
}
