import { claimsData } from '../claims/index.ts'
import { identityData, type PersonDataPart } from '../identity/index.ts'
import { participantsData } from '../participants/index.ts'
import { paymentsData } from '../payments/index.ts'
import { reviewBoardData } from '../review-board/index.ts'
import { sharingData } from '../sharing/index.ts'

/** What each part holds about people, in the order of the parts. */
export const personDataParts: readonly PersonDataPart[] = [
  identityData,
  participantsData,
  claimsData,
  reviewBoardData,
  sharingData,
  paymentsData,
]
