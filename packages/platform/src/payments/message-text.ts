import { formatYuan, type Text } from '@tongzhou/core'
import type { StoredMessage } from './message-store.ts'

/** A message in the words of both languages. It names sums and days, no illness and no other person. */
export function messageText({ kind, facts }: Pick<StoredMessage, 'kind' | 'facts'>): Text {
  const shares = BigInt(facts.shares!)
  const amount = formatYuan(BigInt(facts.shareFen!) * shares)
  switch (kind) {
    case 'share-unpaid':
      return {
        zh: `${facts.period}期分摊${amount}元尚未支付，请于${facts.coverUntil}前支付，逾期保障将终止。`,
        en: `Your share of period ${facts.period}, ${amount} yuan, is unpaid. Cover ends after ${facts.coverUntil}.`,
      }
    case 'cover-ended-unpaid':
      return {
        zh: `因${facts.period}期分摊${amount}元未支付，保障已于${facts.endedOn}终止。${facts.reinstatedUntil}前补缴可恢复，无需重新等待。`,
        en: `Cover ended on ${facts.endedOn}: ${amount} yuan of period ${facts.period} unpaid. Pay by ${facts.reinstatedUntil} to restore it without a new waiting period.`,
      }
  }
}
