/**
 * Appends an empty object behind the end of a PDF, as a program does that saves into it (ISO 32000-2, 7.5.6); `between` is what it writes
 * there first.
 */
export function saveIntoPdf(bytes: Uint8Array, between = '\n'): Uint8Array {
  const text = `${Buffer.from(bytes).toString('latin1').trimEnd()}${between}`
  const [, before] = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)!
  const [, trailer] = /trailer\s*<<([\s\S]*?)>>\s*startxref/.exec(text.slice(text.lastIndexOf('trailer')))!
  const size = Number(/\/Size (\d+)/.exec(trailer!)![1])
  const kept = trailer!.replace(/\/Size \d+/, `/Size ${size + 1}`).replace(/\/Prev \d+/, '')
  const object = `${size} 0 obj\n<< >>\nendobj\n`
  const table = `xref\n${size} 1\n${String(text.length).padStart(10, '0')} 00000 n \n`
  const ending = `trailer\n<<${kept} /Prev ${before} >>\nstartxref\n${text.length + object.length}\n%%EOF`
  return Buffer.from(text + object + table + ending, 'latin1')
}
