import { importLimits } from '@tongzhou/core'
import { postPlansByPlanImports, problemOf } from '@tongzhou/web-client'
import type { RefusedRow } from './reasons.ts'
import type { Sheet } from './sheet.ts'

export interface Imported {
  /** Rows that are through. */
  readonly rows: number
  /** Some of them maybe when this file was sent before. */
  readonly joined: number
  readonly refused: readonly RefusedRow[]
}

export const nothingImported: Imported = { rows: 0, joined: 0, refused: [] }

/** A server that is being started again is back within them. */
const pausesMilliseconds = [500, 1_000, 2_000, 4_000, 8_000, 15_000]

/**
 * Sends the file piece by piece, from where it stands on, each under its own key: what had arrived before a break is answered and not done
 * twice. Waits and sends again where no answer comes.
 */
export async function sendPieces(
  plan: string,
  sheet: Sheet,
  from: Imported,
  onProgress: (imported: Imported) => void,
): Promise<Imported> {
  const { rowsAPiece } = importLimits
  const pieces = Math.ceil(sheet.rows.length / rowsAPiece)
  let imported = from
  while (imported.rows < sheet.rows.length) {
    const rows = sheet.rows.slice(imported.rows, imported.rows + rowsAPiece)
    const piece = imported.rows / rowsAPiece + 1
    const answer = await patiently(() =>
      postPlansByPlanImports({
        path: { plan },
        body: {
          file: sheet.hash,
          piece,
          pieces,
          columns: [...sheet.columns],
          rows: rows.map(({ cells, line }) => ({ line, cells: [...cells] })),
        },
        headers: { 'idempotency-key': `${sheet.hash}:${plan}:${piece}` },
        throwOnError: true,
      }),
    )
    const { joined, refused } = answer.data
    imported = {
      rows: imported.rows + rows.length,
      joined: imported.joined + joined,
      refused: [...imported.refused, ...refused],
    }
    onProgress(imported)
  }
  return imported
}

async function patiently<Answer>(send: () => Promise<Answer>): Promise<Answer> {
  for (const pause of pausesMilliseconds) {
    try {
      return await send()
    } catch (fault) {
      const status = problemOf(fault)?.status
      if (status !== undefined && status < 500 && status !== 429) throw fault
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
  return send()
}
