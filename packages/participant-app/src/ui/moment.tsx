import { useLanguage } from '@tongzhou/web-client'

/** An instant of the API in the hours of this device. */
export function Moment({ at }: { readonly at: string }) {
  const { language } = useLanguage()
  const options = { year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit' } as const
  return <time dateTime={at}>{new Intl.DateTimeFormat(language, options).format(new Date(at))}</time>
}
