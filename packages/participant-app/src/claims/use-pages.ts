import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { sha256 } from '@tongzhou/tlog'
import { newKey, useMe } from '@tongzhou/web-client'
import { useEffect } from 'react'
import { changeKeptPage, type KeptPage, keepPage, keptPagesOf, onKeptPagesChange } from '../kept-pages.ts'
import { mostBytes, prepareFile } from './prepare-file.ts'
import { takePageBack } from './send-page.ts'

const pagesKey = (personId: string | undefined, reference: string) => ['kept-pages', personId, reference] as const

/** The pages of a case that this device keeps until the platform has them. */
export function usePages(reference: string) {
  const personId = useMe()?.personId
  const queries = useQueryClient()
  const queryKey = pagesKey(personId, reference)
  const changed = () => queries.invalidateQueries({ queryKey: ['kept-pages'] })
  // The device answers, with or without a connection.
  const pages = useQuery({
    queryKey,
    queryFn: () => keptPagesOf(personId ?? '', reference),
    enabled: personId !== undefined,
    networkMode: 'always',
    staleTime: 0,
    meta: { keep: false },
  })
  useEffect(() => onKeptPagesChange(() => void queries.invalidateQueries({ queryKey: ['kept-pages'] })), [queries])
  const add = useMutation({
    networkMode: 'always',
    mutationFn: (files: readonly File[]) => addFiles(personId ?? '', reference, files),
    onSettled: changed,
  })
  const sendAnyway = useMutation({
    networkMode: 'always',
    mutationFn: (page: KeptPage) => changeKeptPage(page.id, { state: 'waiting', doubts: [] }),
    onSettled: changed,
  })
  const remove = useMutation({ networkMode: 'always', mutationFn: takePageBack, onSettled: changed })
  return { pages: pages.data, add, sendAnyway, remove, changed }
}

/** Why a file was not kept. */
export type LeftOut = 'no-paper' | 'too-large' | 'no-room'

/** Keeps files, one page each; tells which were left out. */
async function addFiles(personId: string, caseReference: string, files: readonly File[]): Promise<readonly LeftOut[]> {
  const leftOut: LeftOut[] = []
  for (const file of files) {
    const why = await addFile(personId, caseReference, file)
    if (why !== null) leftOut.push(why)
  }
  return leftOut
}

async function addFile(personId: string, caseReference: string, file: File): Promise<LeftOut | null> {
  const prepared = await prepareFile(file)
  if (prepared === null) return 'no-paper'
  const { bytes, doubts, ending, type } = prepared
  if (bytes.size > mostBytes) return 'too-large'
  const takenAt = Date.now()
  const page: KeptPage = {
    id: newKey(),
    personId,
    caseReference,
    takenAt,
    // What a phone calls its pictures tells nothing; a PDF has the name that its maker gave it.
    name: type === 'application/pdf' ? file.name : `${takenAt}.${ending}`,
    type,
    bytes,
    sha256: await sha256Of(bytes),
    doubts,
    state: doubts.length > 0 ? 'doubtful' : 'waiting',
    beginKey: newKey(),
    finishKey: newKey(),
    uploadId: null,
    receivedBytes: 0,
    problem: null,
  }
  try {
    await keepPage(page)
    return null
  } catch (fault) {
    if (fault instanceof DOMException) return 'no-room'
    throw fault
  }
}

/** In hexadecimal. Over plain http browsers lend no digest of their own. */
async function sha256Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  const subtle = crypto.subtle as SubtleCrypto | undefined
  const hash = subtle ? new Uint8Array(await subtle.digest('SHA-256', bytes)) : sha256(bytes)
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
