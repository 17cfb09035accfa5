/** Adds a file to a case. By hand, because the generated client knows JSON bodies only. Throws the API's problem. */
export async function sendPhoto(
  reference: string,
  file: File,
  headers: { readonly 'idempotency-key': string },
): Promise<void> {
  const body = new FormData()
  body.append('file', file)
  const answer = await fetch(`/claims/${reference}/evidence`, { method: 'POST', headers, body })
  if (!answer.ok) throw await answer.json()
}
