import { formatFen, useLanguage } from '@tongzhou/web-client'

/** An amount of fen, as the API gives it. */
export function Amount({ fen, whole = false }: { readonly fen: bigint | string; readonly whole?: boolean }) {
  const { language } = useLanguage()
  return <span className="amount">{formatFen(fen, language, { whole })}</span>
}
