import { formatYuan, type Text } from '@tongzhou/core'
import type { StoredMessage } from './message-store.ts'

/** A message in the words of both languages. It names sums and days, no illness, no case and no other person. */
export function messageText({ kind, facts }: Pick<StoredMessage, 'kind' | 'facts'>): Text {
  switch (kind) {
    case 'share-unpaid': {
      const amount = amountOf(facts)
      return {
        zh: `${facts.period}期分摊${amount}元尚未支付，请于${facts.coverUntil}前支付，逾期保障将终止。`,
        en: `Your share of period ${facts.period}, ${amount} yuan, is unpaid. Cover ends after ${facts.coverUntil}.`,
      }
    }
    case 'cover-ended-unpaid': {
      const amount = amountOf(facts)
      return {
        zh: `因${facts.period}期分摊${amount}元未支付，保障已于${facts.endedOn}终止。${facts.reinstatedUntil}前补缴可恢复，无需重新等待。`,
        en: `Cover ended on ${facts.endedOn}: ${amount} yuan of period ${facts.period} unpaid. Pay by ${facts.reinstatedUntil} to restore it without a new waiting period.`,
      }
    }
    case 'juror-drawn':
      return {
        zh: `您被抽中担任赔审员，请在${facts.until}前到“赔审团”页答复是否接受。`,
        en: `You were drawn as a juror. Say by ${facts.until} under "Board" whether you take the seat.`,
      }
    case 'vote-open':
      return {
        zh: `您担任赔审员的案件开始投票，请在${facts.until}前到“赔审团”页投票。`,
        en: `The vote on the case you sit on is open. Vote by ${facts.until} under "Board".`,
      }
  }
}

function amountOf({ shareFen, shares }: StoredMessage['facts']): string {
  return formatYuan(BigInt(shareFen!) * BigInt(shares!))
}
