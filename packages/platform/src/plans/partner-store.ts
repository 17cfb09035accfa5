import type { Text } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'

/** An insurer whom the operator points to. */
export interface InsurancePartner {
  readonly code: string
  readonly name: Text
  /** What the insurer offers, in the operator's words. */
  readonly text: Text
  /** An https address. */
  readonly address: string
}

export interface PartnerList {
  /** Counts up with every list that is set; 0 where none ever was. */
  readonly edition: number
  readonly partners: readonly InsurancePartner[]
}

/** The partners in the operator's order. Edition and list are of the same moment. */
export async function insurancePartners(reader: Reader): Promise<PartnerList> {
  const { rows } = await sql<{
    partner_code: string | null
    name_zh: string
    name_en: string
    text_zh: string
    text_en: string
    address: string
    edition: number
  }>`
    select edition, partner_code, name_zh, name_en, text_zh, text_en, address
    from insurance_partner_list left join insurance_partners on true order by place`.execute(reader)
  return {
    edition: rows[0]!.edition,
    partners: rows
      .filter((row) => row.partner_code !== null)
      .map((row) => ({
        code: row.partner_code!,
        name: { en: row.name_en, zh: row.name_zh },
        text: { en: row.text_en, zh: row.text_zh },
        address: row.address,
      })),
  }
}

/** The edition of the list; nobody else sets another until the transaction ends. */
export async function lockPartnerEdition(reader: Reader): Promise<number> {
  const { rows } = await sql<{ edition: number }>`select edition from insurance_partner_list for update`.execute(reader)
  return rows[0]!.edition
}

export function replacePartners(partners: readonly InsurancePartner[]): readonly Write[] {
  return [
    sql`update insurance_partner_list set edition = edition + 1`,
    sql`delete from insurance_partners`,
    ...partners.map(
      ({ address, code, name, text }, at) => sql`
        insert into insurance_partners (partner_code, place, name_zh, name_en, text_zh, text_en, address)
        values (${code}, ${at + 1}, ${name.zh}, ${name.en}, ${text.zh}, ${text.en}, ${address})`,
    ),
  ]
}

/** Counts one visit; changes no row where there is no such partner. */
export function countVisit(code: string, day: Temporal.PlainDate): Write {
  return sql`
    insert into partner_visits (partner_code, day, visits)
    select partner_code, ${day}::date, 1 from insurance_partners where partner_code = ${code}
    on conflict (partner_code, day) do update set visits = partner_visits.visits + 1`
}

/** Visits by partner and day from a day on, newest first. */
export async function visitsSince(reader: Reader, from: Temporal.PlainDate) {
  const { rows } = await sql<{ code: string; day: Temporal.PlainDate; visits: bigint }>`
    select partner_code as code, day, visits from partner_visits where day >= ${from}
    order by day desc, partner_code`.execute(reader)
  return rows.map(({ code, day, visits }) => ({ code, day: day.toString(), visits: visits.toString() }))
}
