import { questionsNamedIn } from './declared-terms.ts'

export type PaperDateKind = 'birth' | 'diagnosis' | 'admission' | 'discharge' | 'sampling' | 'report' | 'visit'

export interface PaperDate {
  readonly kind: PaperDateKind
  readonly day: Temporal.PlainDate
}

/** Something that a paper's past history names, with the questions of the declaration that it would be an answer to. */
export interface PastIllness {
  readonly questions: readonly string[]
  /** Since how many years; null where the paper does not say. */
  readonly years: number | null
}

/** What the text of a paper says, as far as the signals ask for it. */
export interface PaperReading {
  readonly dates: readonly PaperDate[]
  /** For how many days the complaint had lasted on admission, from the chief complaint; null where it does not say. */
  readonly complaintDays: number | null
  readonly past: readonly PastIllness[]
  readonly doctors: readonly string[]
  readonly documentNumbers: readonly string[]
  /** Mobile numbers of mainland China; a hospital's landline stands on everybody's papers. */
  readonly mobilePhones: readonly string[]
  /** Sentences in which something was measured or counted, without blanks. */
  readonly measuredSentences: readonly string[]
}

export const nothingRead: PaperReading = {
  dates: [],
  complaintDays: null,
  past: [],
  doctors: [],
  documentNumbers: [],
  mobilePhones: [],
  measuredSentences: [],
}

/** The words before a date, longest first where one holds another. */
const dateLabels: readonly (readonly [PaperDateKind, RegExp])[] = [
  ['birth', /(?:出生(?:日期|年月)?|date of birth|born)$/i],
  ['diagnosis', /(?:(?:首次)?确诊(?:日期|时间)|诊断(?:日期|时间)|first diagnosed(?: on)?|date of diagnosis)$/i],
  ['admission', /(?:入院(?:日期|时间)|admitted(?: on)?|date of admission)$/i],
  ['discharge', /(?:出院(?:日期|时间)|discharged(?: on)?|date of discharge)$/i],
  ['sampling', /(?:(?:送检|采样|取材|采集)(?:日期|时间)|specimen taken(?: on)?)$/i],
  ['report', /(?:报告(?:日期|时间)|reported(?: on)?|date of report)$/i],
  ['visit', /(?:(?:就诊|门诊)(?:日期|时间)|visited(?: on)?|date of visit)$/i],
]
const dateText = /(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?/g
const complaintLine = /(?:主诉|chief complaint)\s*[:：]?\s*(.{0,120})/i
const pastLine = /(?:既往(?:史|病史)?|past history)\s*[:：]?\s*(.{1,300})/gi
const denied = /否认|无|未|没有|不详|\bno\b|\bnone\b|\bdenies\b|\bnot\b/i
const doctorText =
  /(?:(?:主治|经治|主管)?医师(?:签名)?|attending doctor|doctor)\s*[:：]\s*([\p{Script=Han}·]{2,12}|[A-Z][A-Za-z.]+(?: [A-Z][A-Za-z.]+){0,3})/giu
const numberText = /(?:编号|病历号|住院号|病理号|报告单?号|document no|record no)\s*[:：.]\s*([A-Za-z0-9-]{6,32})/gi
const mobileText = /(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d{9})(?!\d)/g

/** A day or a year at the beginning of a number, where hospitals begin to count anew. */
const countedSince = /^(?:(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])|(?:19|20)\d\d)/
/** Digits that no hospital's own counting comes to: eight and more are drawn, or count for a whole province. */
const digitsOfRareNumber = 8

/** Whether a paper's number is so long that two hospitals hardly give the same one; a serial of a year is given by each of them. */
export function isRareNumber(documentNumber: string): boolean {
  const digits = documentNumber.replace(/\D/g, '').replace(countedSince, '').replace(/^0+/, '')
  return digits.length >= digitsOfRareNumber
}

/** Reads the text of a paper. What it does not understand it leaves out: a signal never rests on a guess. */
export function readPaper(text: string): PaperReading {
  const plain = text.normalize('NFKC')
  return {
    dates: datesIn(plain),
    complaintDays: complaintIn(plain),
    past: pastIn(plain),
    doctors: distinct(plain.matchAll(doctorText)),
    documentNumbers: distinct(plain.toUpperCase().matchAll(numberText)),
    mobilePhones: distinct(plain.matchAll(mobileText)),
    measuredSentences: measuredIn(plain),
  }
}

function datesIn(text: string): readonly PaperDate[] {
  return [...text.matchAll(dateText)].flatMap((found) => {
    const before = text.slice(Math.max(0, found.index - 40), found.index).replace(/[\s:：]+$/, '')
    const kind = dateLabels.find(([, label]) => label.test(before))?.[0]
    const day = dayFrom(found[1]!, found[2]!, found[3]!)
    return kind && day ? [{ kind, day }] : []
  })
}

function dayFrom(year: string, month: string, day: string): Temporal.PlainDate | null {
  try {
    return Temporal.PlainDate.from(
      { year: Number(year), month: Number(month), day: Number(day) },
      { overflow: 'reject' },
    )
  } catch {
    return null
  }
}

const daysOfUnit: Readonly<Record<string, number>> = {
  年: 365,
  year: 365,
  月: 30,
  month: 30,
  周: 7,
  week: 7,
  天: 1,
  日: 1,
  day: 1,
}
const durationText = /(\d{1,3})\s*余?\s*(?:个)?\s*(年|月|周|天|日|year|month|week|day)/i

function complaintIn(text: string): number | null {
  const duration = durationText.exec(complaintLine.exec(text)?.[1] ?? '')
  return duration ? Number(duration[1]) * daysOfUnit[duration[2]!.toLowerCase()]! : null
}

/** Each clause by itself, so that "denies diabetes; high blood pressure for 6 years" says one thing only. */
function pastIn(text: string): readonly PastIllness[] {
  return [...text.matchAll(pastLine)].flatMap(([, words]) =>
    words!.split(/[,，;；。\n]|\.(?=\s|$)/).flatMap((clause) => {
      const questions = denied.test(clause) ? [] : questionsNamedIn(clause)
      const duration = durationText.exec(clause)
      const days = duration ? Number(duration[1]) * daysOfUnit[duration[2]!.toLowerCase()]! : null
      return questions.length > 0 ? [{ questions, years: days === null ? null : Math.floor(days / 365) }] : []
    }),
  )
}

/** Characters from which a sentence with figures is somebody's own, and up to which it is one. */
const sentenceLengths = { shortest: 8, longest: 200 }
/** Of one paper; a table of a laboratory has hundreds of lines. */
const mostSentences = 60
/** Days, numbers of papers and phones, and the person's own facts differ in every paper, or are looked at by themselves. */
const headings =
  /\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]|姓名|编号|病历号|住院号|病理号|电话|\bname\b|\bno\s*[.:]|\bphone\b|1[3-9]\d{9}/i

function measuredIn(text: string): readonly string[] {
  const sentences = text
    .split(/[。;；\n]|\.(?=\s|$)/)
    .filter((sentence) => /\d/.test(sentence) && /\p{L}/u.test(sentence) && !headings.test(sentence))
    .map((sentence) => sentence.replace(/\s/g, ''))
    .filter(({ length }) => length >= sentenceLengths.shortest && length <= sentenceLengths.longest)
  return [...new Set(sentences)].slice(0, mostSentences)
}

function distinct(found: Iterable<RegExpMatchArray>): readonly string[] {
  return [...new Set([...found].map((match) => match[1]!.trim()))]
}
