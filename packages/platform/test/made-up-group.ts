import type { Platform } from '../src/commit/platform.ts'
import { importPiece, type Joining } from '../src/participants/index.ts'
import { madeUpResidentId } from './made-up-people.ts'

interface Group {
  readonly planCode: string
  /** The first is born on this day, the others a day later each. */
  readonly from: string
  /** Of each piece. */
  readonly rows: number
  readonly pieces: number
}

/** Sends a made-up group piece by piece, as the console does; how many joined in each piece, and whether it had been sent before. */
export async function importMadeUpGroup(platform: Platform, joining: Joining, { from, pieces, planCode, rows }: Group) {
  const told: { readonly joined: number; readonly repeated: boolean }[] = []
  for (let piece = 1; piece <= pieces; piece += 1) {
    const lines = Array.from({ length: rows }, (_, at) => {
      const place = (piece - 1) * rows + at
      const bornOn = Temporal.PlainDate.from(from).add({ days: place }).toString()
      const record = {
        name: '张三',
        document_number: madeUpResidentId(bornOn, 21),
        consent_health_data: '1',
        consent_publication: '1',
        'answer:serious-illness': 'no',
      }
      return { line: place + 2, record }
    })
    const outcome = await importPiece(platform, joining, {
      key: `group-${from}-${piece}`,
      actor: { role: 'operator', personId: 1n },
      planCode,
      fileHash: 'a'.repeat(64),
      piece,
      pieces,
      lines,
    })
    if (!outcome.accepted) throw new Error(outcome.refusal.code)
    told.push({ joined: outcome.event.answer.added, repeated: outcome.event.repeated })
  }
  return told
}
