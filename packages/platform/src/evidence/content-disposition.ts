/**
 * The header with which a browser saves a file under its own name in any script, never opens it in our pages' place
 * (RFC 6266; the name by RFC 8187, with an ASCII stand-in for old programs).
 */
export function attachmentHeader(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]/gu, '_').replace(/["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  })
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}

/** Headers with which evidence is served: no script, no frame, no guess at its type, no copy in a cache. */
export function evidenceHeaders(name: string, mediaType: string): Record<string, string> {
  return {
    'content-type': mediaType,
    'content-disposition': attachmentHeader(name),
    'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  }
}
