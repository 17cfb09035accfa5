import type { GetPartnersResponse } from '@tongzhou/web-client'

export type Partner = GetPartnersResponse['partners'][number]

/** As the API's schema has them: what does not fit is said before anything is sent. */
export const limits = { partners: 20, code: 40, name: 100, text: 600, address: 508 } as const
const codeForm = /^[a-z0-9][a-z0-9-]{0,39}$/
const addressForm = /^https:\/\/[^\s]{3,500}$/

/** An insurer as typed. `id` stays with it while it is moved, and is no part of what is sent. */
export interface EditedPartner {
  readonly id: number
  readonly code: string
  readonly nameZh: string
  readonly nameEn: string
  readonly textZh: string
  readonly textEn: string
  readonly address: string
}

export const fieldNames = ['nameZh', 'nameEn', 'textZh', 'textEn', 'address', 'code'] as const
export type FieldName = (typeof fieldNames)[number]

export const editedOf = (partners: readonly Partner[]): readonly EditedPartner[] =>
  partners.map(({ address, code, name, text }, id) => ({
    id,
    code,
    nameZh: name.zh,
    nameEn: name.en,
    textZh: text.zh,
    textEn: text.en,
    address,
  }))

export const emptyPartner = (id: number): EditedPartner => ({
  id,
  code: '',
  nameZh: '',
  nameEn: '',
  textZh: '',
  textEn: '',
  address: '',
})

export const bodyOf = (list: readonly EditedPartner[]): Partner[] =>
  list.map((one) => ({
    code: one.code.trim(),
    name: { en: one.nameEn.trim(), zh: one.nameZh.trim() },
    text: { en: one.textEn.trim(), zh: one.textZh.trim() },
    address: one.address.trim(),
  }))

export const isAddress = (address: string): boolean => addressForm.test(address.trim())

/** The fields of an insurer that the platform would not take, in the order of the page. */
export function faultsOf(one: EditedPartner, list: readonly EditedPartner[]): readonly FieldName[] {
  const fits = (words: string, most: number) => words.trim() !== '' && words.trim().length <= most
  const code = one.code.trim()
  const good: Readonly<Record<FieldName, boolean>> = {
    code: codeForm.test(code) && list.every(({ id, code: other }) => id === one.id || other.trim() !== code),
    nameZh: fits(one.nameZh, limits.name),
    nameEn: fits(one.nameEn, limits.name),
    textZh: fits(one.textZh, limits.text),
    textEn: fits(one.textEn, limits.text),
    address: isAddress(one.address),
  }
  return fieldNames.filter((field) => !good[field])
}

/** The list with one insurer a place earlier (-1) or later (1). */
export function moved(list: readonly EditedPartner[], id: number, by: -1 | 1): readonly EditedPartner[] {
  const from = list.findIndex((one) => one.id === id)
  const to = from + by
  if (from < 0 || to < 0 || to >= list.length) return list
  return list.with(from, list[to]!).with(to, list[from]!)
}

export interface PartnersChange {
  readonly added: readonly Partner[]
  readonly changed: readonly Partner[]
  readonly removed: readonly Partner[]
  /** Whether those who stay stand in another order. */
  readonly isReordered: boolean
}

/** What saving would do, by code: who gives an insurer another code takes one away and adds another, as its visits are counted by it. */
export function changeOf(before: readonly Partner[], after: readonly Partner[]): PartnersChange {
  const was = new Map(before.map((one) => [one.code, one]))
  const is = new Set(after.map(({ code }) => code))
  const stay = after.filter(({ code }) => was.has(code))
  return {
    added: after.filter(({ code }) => !was.has(code)),
    changed: stay.filter((one) => JSON.stringify(bodyOrder(one)) !== JSON.stringify(bodyOrder(was.get(one.code)!))),
    removed: before.filter(({ code }) => !is.has(code)),
    isReordered: String(stay.map(({ code }) => code)) !== String([...was.keys()].filter((code) => is.has(code))),
  }
}

const bodyOrder = ({ address, name, text }: Partner) => [name.en, name.zh, text.en, text.zh, address]

export const isChange = ({ added, changed, isReordered, removed }: PartnersChange): boolean =>
  isReordered || added.length + changed.length + removed.length > 0
