import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'

export interface NewPost {
  readonly disputeId: string
  readonly pseudonym: string
  readonly words: string
  readonly now: Temporal.Instant
}

export function insertPost({ disputeId, now, pseudonym, words }: NewPost): Write {
  return sql`
    insert into dispute_posts (dispute_id, pseudonym, words, posted_at)
    values (${disputeId}, ${pseudonym}, ${words}, ${now})`
}

/** Changes no row where there is no such post in view. */
export function hidePostRow(hidden: {
  readonly disputeId: string
  readonly post: bigint
  readonly reason: string
  readonly by: bigint
  readonly now: Temporal.Instant
}): Write {
  const { by, disputeId, now, post, reason } = hidden
  return sql`
    update dispute_posts set hidden_at = ${now}, hidden_by = ${by}, hidden_reason = ${reason}
    where dispute_id = ${disputeId} and post_no = ${post} and hidden_at is null`
}

/** A post as its readers see it: hidden ones without their words, with the reason. */
export interface Post {
  readonly post: string
  readonly juror: string
  readonly words: string
  readonly postedAt: string
  readonly hidden: string | null
}

/** The posts of a dispute in order, `limit` of them after the post `after`. */
export async function postsOf(
  reader: Reader,
  disputeId: string,
  { after, limit }: { readonly after: bigint; readonly limit: number },
): Promise<readonly Post[]> {
  const { rows } = await sql<{
    post_no: bigint
    pseudonym: string
    words: string
    posted_at: Temporal.Instant
    hidden_reason: string | null
  }>`
    select post_no, pseudonym, case when hidden_at is null then words else '' end as words, posted_at, hidden_reason
    from dispute_posts where dispute_id = ${disputeId} and post_no > ${after} order by post_no limit ${limit}`.execute(
    reader,
  )
  return rows.map(({ hidden_reason: hidden, post_no, posted_at, pseudonym, words }) => {
    return { post: post_no.toString(), juror: pseudonym, words, postedAt: posted_at.toString(), hidden }
  })
}
