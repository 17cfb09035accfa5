import { parsePolicy, webCryptoVerifier } from '@tongzhou/tlog'
import { parseProofFile } from '../../../core/src/journal/proof-file.ts'
import { type CheckedChargeProof, checkChargeProof } from '../../../core/src/sharing/charge-proof.ts'
import { type Language, texts } from './texts.ts'

/** Checks proof files on the reader's device: nothing is sent, and after it has been opened the page needs no network. */
const verifier = webCryptoVerifier(crypto.subtle)
let language: Language = navigator.language.startsWith('zh') ? 'zh-CN' : 'en'
/** What the platform publishes, read when the page is opened; null where there was no network then. */
let published: string | null = null
let shown: () => void = () => {}

const element = <Kind extends HTMLElement>(id: string) => document.getElementById(id) as Kind
const chosen = (id: string) => element<HTMLInputElement>(id).files?.[0] ?? null

function setLanguage(to: Language): void {
  language = to
  const words = texts[to]
  document.documentElement.lang = to
  document.title = `${to === 'en' ? 'Tongzhou' : '同舟'} · ${words.title}`
  for (const place of document.querySelectorAll<HTMLElement>('[data-text]')) {
    place.textContent = words[place.dataset.text as 'title']
  }
  const other = element<HTMLButtonElement>('language')
  other.textContent = to === 'en' ? '中文' : 'English'
  other.lang = to === 'en' ? 'zh-CN' : 'en'
  shown()
}

let checks = 0

/** Checks what is chosen now. What was chosen before and takes longer is not shown any more. */
async function check(): Promise<void> {
  checks += 1
  const number = checks
  const verdict = await checkChosen()
  if (number === checks && verdict) show(verdict)
}

async function checkChosen(): Promise<(() => void) | null> {
  const proof = chosen('proof')
  if (!proof) return null
  try {
    const policy = (await chosen('policy')?.text()) ?? published
    if (policy === null) return () => say('wrong', texts[language].noPolicy)
    const text = await proof.text()
    const began = performance.now()
    const checked = await checkChargeProof(parseProofFile(text), parsePolicy(policy), verifier)
    const milliseconds = performance.now() - began
    const paper = chosen('paper')
    const sameFile = paper && (await isProvedFile(checked, paper))
    if (sameFile === false) return () => say('wrong', texts[language].otherFile)
    return () => {
      sayProved(checked, sameFile === true)
      element('result').dataset.milliseconds = milliseconds.toFixed(2)
    }
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault)
    return () => say('wrong', texts[language].notProved, [texts[language].whatToDo, reason])
  }
}

async function isProvedFile({ revealed }: CheckedChargeProof, paper: File): Promise<boolean> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await paper.arrayBuffer()))
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return revealed.some(({ content }) => (content as { sha256?: unknown }).sha256 === hex)
}

function show(render: () => void): void {
  shown = render
  render()
}

function sayProved(proof: CheckedChargeProof, sameFile: boolean): void {
  const words = texts[language]
  const { charge, entry, index, signedBy, size, unchecked } = proof
  const lines = [
    words.entry(words.kinds[entry.kind] ?? entry.kind, entry.subject, local(entry.at.epochMilliseconds), index, size),
    ...(sameFile ? [words.sameFile] : []),
    ...(charge ? [words.charge(charge.participantId, charge.participants, yuan(charge.amountFen))] : []),
    ...unchecked.map((key) => words.unchecked(key.name)),
    words.limits,
  ]
  const signers = signedBy.map(({ name, timeSeconds }) =>
    timeSeconds === null ? name : `${name} · ${local(timeSeconds * 1_000)}`,
  )
  say('right', words.proved, lines, words.signedBy, signers)
}

function say(kind: 'right' | 'wrong', title: string, lines: string[] = [], listed = '', list: string[] = []): void {
  const verdict = document.createElement('section')
  verdict.className = `verdict ${kind}`
  const add = (name: string, text: string, to: HTMLElement = verdict) => {
    const made = document.createElement(name)
    made.textContent = text
    to.append(made)
    return made
  }
  add('h2', title)
  for (const line of lines) add('p', line)
  if (list.length > 0) {
    add('p', listed)
    const all = add('ul', '')
    for (const one of list) add('li', one, all)
  }
  const result = element('result')
  result.replaceChildren(verdict)
  delete result.dataset.milliseconds
}

function local(milliseconds: number): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(milliseconds)
}

function yuan(amountFen: bigint): string {
  return `${(amountFen / 100n).toLocaleString(language)}.${String(amountFen % 100n).padStart(2, '0')}`
}

async function readPublished(): Promise<void> {
  const answer = await fetch('/log/policy').catch(() => null)
  if (answer?.ok) published = await answer.text()
  element('policy-hint').hidden = published === null
}

element('language').addEventListener('click', () => setLanguage(language === 'en' ? 'zh-CN' : 'en'))
for (const id of ['proof', 'policy', 'paper']) element(id).addEventListener('change', () => void check())
setLanguage(language)
await readPublished()
document.documentElement.dataset.ready = 'true'
