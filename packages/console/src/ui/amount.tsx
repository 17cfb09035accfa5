import { useLanguage } from '../language/use-language.ts'
import { formatFen } from './money.ts'

export function Amount({ fen }: { readonly fen: string }) {
  const { language } = useLanguage()
  return <>{formatFen(fen, language)}</>
}
