import { isProvinceCode, provinces } from '@tongzhou/core'
import { useLanguage } from '@tongzhou/web-client'

/** A province by the first two digits of its code (GB/T 2260). */
export function RegionName({ region }: { readonly region: string }) {
  const { pick } = useLanguage()
  return <>{isProvinceCode(region) ? pick(provinces[region]) : region}</>
}
