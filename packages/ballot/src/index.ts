export type { KeeperPrivateKey } from '#primitives'
export {
  type BallotPlace,
  ballotHash,
  type Keeper,
  maxSealedBallotBytes,
  maxTextCharacters,
  type Vote,
} from './ballot.ts'
export { checkSealedBallot } from './check-sealed-ballot.ts'
export { combineShares } from './combine-shares.ts'
export { makeKeeperKey, readKeeperKey } from './keeper-key.ts'
export { openShare } from './open-share.ts'
export { openText, openVote } from './open-vote.ts'
export { type BallotToSeal, sealBallot } from './seal-ballot.ts'
export { textKeyOf, voteKeyOf } from './vote-key.ts'
