import { useLanguage } from '@tongzhou/web-client'

/** A moment in the reader's own time zone. */
export function Moment({ at }: { readonly at: Date }) {
  const { language } = useLanguage()
  const text = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(at)
  return <time dateTime={at.toISOString()}>{text}</time>
}
