export { keyCommitmentOf, openByShares } from './open-by-shares-node.ts'
export { openVoteNow, sealedVoteOf } from './open-vote-node.ts'
