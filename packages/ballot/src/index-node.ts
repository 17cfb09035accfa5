export { openVoteNow, sealedVoteOf } from './open-vote-node.ts'
