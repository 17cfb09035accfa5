import { formatFen, useLanguage } from '@tongzhou/web-client'

export function Amount({ fen }: { readonly fen: string }) {
  const { language } = useLanguage()
  return <>{formatFen(fen, language)}</>
}
