import { copiedSentencesElsewhere, nearPicturePercent } from '@tongzhou/core'
import type { Platform, Reader } from '../../commit/platform.ts'
import { nearPictures, sameFilesElsewhere } from '../../evidence/index.ts'
import { casesOfClaims, claimsWithWords, linkedClaims } from './links-store.ts'

/** A case, or one thing that cases share. A thing has no name: what the account is, the case's own page says. */
export type GraphNode =
  | {
      readonly id: string
      readonly kind: 'case'
      readonly caseReference: string
      readonly status: string
      readonly illness: string
      readonly filedOn: string
      /** 0 for the case that was asked for, 1 for what it shares something with, 2 beyond. */
      readonly distance: number
    }
  | {
      readonly id: string
      readonly kind: 'account' | 'phone' | 'payer' | 'document-number' | 'words' | 'file' | 'picture'
    }

export interface GraphEdge {
  readonly from: string
  readonly to: string
  /** Of pictures: how alike they are. */
  readonly likenessPercent: number | null
}

export interface CaseGraph {
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
  /** Whether cases were left out. */
  readonly cut: boolean
}

/** Cases of one picture; more can't be read. */
const maxCases = 60
const steps = 2

interface Tie {
  readonly kind: Exclude<GraphNode['kind'], 'case'>
  /** Equal for equal things. */
  readonly thing: string
  readonly claimIds: readonly [string, string]
  readonly likenessPercent: number | null
}

/** The cases around one case: what it shares with others, and what those share with others. Hospitals and doctors are not drawn. */
export async function linkedCases({ database }: Platform, claimId: string): Promise<CaseGraph> {
  const distances = new Map([[claimId, 0]])
  const ties: Tie[] = []
  let frontier: readonly string[] = [claimId]
  let cut = false
  for (let distance = 1; distance <= steps; distance += 1) {
    const found = await tiesOf(database, frontier)
    const next: string[] = []
    for (const tie of found) {
      const other = tie.claimIds[1]
      if (!distances.has(other) && distances.size >= maxCases) {
        cut = true
        continue
      }
      ties.push(tie)
      if (distances.has(other)) continue
      distances.set(other, distance)
      next.push(other)
    }
    frontier = next
  }
  return { ...(await drawn(database, distances, ties)), cut }
}

async function tiesOf(reader: Reader, claimIds: readonly string[]): Promise<readonly Tie[]> {
  if (claimIds.length === 0) return []
  const marks = (await linkedClaims(reader, claimIds)).map(
    (one): Tie => ({
      kind: one.kind,
      thing: `${one.kind}:${one.mark}`,
      claimIds: [one.claimId, one.otherClaimId],
      likenessPercent: null,
    }),
  )
  const files: Tie[] = []
  for (const claimId of claimIds) {
    for (const { evidenceId, otherClaimId, otherEvidenceId } of await sameFilesElsewhere(reader, claimId)) {
      files.push({ ...pairOf('file', claimId, otherClaimId, evidenceId, otherEvidenceId), likenessPercent: null })
    }
    for (const { otherClaimId } of await claimsWithWords(reader, claimId, copiedSentencesElsewhere)) {
      files.push({ ...pairOf('words', claimId, otherClaimId, claimId, otherClaimId), likenessPercent: null })
    }
  }
  for (const near of await nearPictures(reader, claimIds, nearPicturePercent)) {
    const { claimId, evidenceId, likenessPercent, otherClaimId, otherEvidenceId } = near
    files.push({ ...pairOf('picture', claimId, otherClaimId, evidenceId, otherEvidenceId), likenessPercent })
  }
  const same = new Set(files.filter(({ kind }) => kind === 'file').map(({ thing }) => thing))
  return [
    ...marks,
    ...files.filter(({ kind, thing }) => kind === 'file' || !same.has(thing.replace('picture', 'file'))),
  ]
}

function pairOf(kind: 'file' | 'picture' | 'words', claimId: string, otherClaimId: string, one: string, other: string) {
  return { kind, thing: `${kind}:${[one, other].sort().join(':')}`, claimIds: [claimId, otherClaimId] as const }
}

async function drawn(reader: Reader, distances: ReadonlyMap<string, number>, ties: readonly Tie[]) {
  const cases = await casesOfClaims(reader, [...distances.keys()])
  const caseNodes = cases.map(
    (one): GraphNode => ({
      id: one.caseReference,
      kind: 'case',
      caseReference: one.caseReference,
      status: one.status,
      illness: one.illness,
      filedOn: one.filedOn.toString(),
      distance: distances.get(one.claimId)!,
    }),
  )
  const referenceOf = new Map(cases.map((one) => [one.claimId, one.caseReference]))
  const things = new Map<string, GraphNode & { readonly kind: Tie['kind'] }>()
  const edges = new Map<string, GraphEdge>()
  for (const { claimIds, kind, likenessPercent, thing } of ties) {
    // The keyed hash stays here: a number within this picture is enough to draw it.
    const node = things.get(thing) ?? { id: `${kind}-${things.size + 1}`, kind }
    things.set(thing, node)
    for (const claimId of claimIds) {
      const from = referenceOf.get(claimId)!
      edges.set(`${from} ${node.id}`, { from, to: node.id, likenessPercent })
    }
  }
  return { nodes: [...caseNodes, ...things.values()], edges: [...edges.values()] }
}
