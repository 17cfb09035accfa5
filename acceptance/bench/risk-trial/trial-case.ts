import type { Chance } from '../../../packages/platform/src/demo/chance.ts'
import { type NoteKind, noteKinds } from './paint-photo.ts'

/** Kinds of fraud that are planted, each for the signal of a similar name; some are so subtle that no signal can see them. */
export const fraudKinds = [
  'known-illness',
  'same-file',
  'near-picture',
  'same-number',
  'edited-picture',
  'edited-pdf',
  'account-ring',
  'phone-ring',
  'payer-of-many',
  'hospital-mill',
  'doctor-mill',
  'dates',
  'not-attested',
  'undeclared',
  'copied-words',
] as const

export type FraudKind = (typeof fraudKinds)[number]
export const degrees = ['plain', 'usual', 'subtle'] as const
export type Degree = (typeof degrees)[number]

export interface Hospital {
  readonly index: number
  readonly name: string
  readonly doctors: readonly string[]
  readonly attests: boolean
  /** Doctors whose department's system does not attest yet, of a hospital that does. */
  readonly unconnected: ReadonlySet<string>
}

export interface PdfMaking {
  producer: string
  /** Days after the report on which it was changed; null: it was not. */
  changedAfterDays: number | null
  savedAgain: boolean
  /** A date whose last digits stand in another font. */
  otherFont: boolean
}

/** One person who joins and claims, with everything that the papers will say. Mutable: a fraud changes an honest case. */
export interface TrialCase {
  readonly index: number
  planted: { readonly kind: FraudKind; readonly degree: Degree } | null
  joinedOn: Temporal.PlainDate
  diagnosedOn: Temporal.PlainDate
  filedOn: Temporal.PlainDate
  readonly bornOn: Temporal.PlainDate
  /** The case whose person pays for this one; null: for themselves. */
  payer: TrialCase | null
  account: string
  hospital: Hospital
  doctor: string
  number: string
  phone: string
  /** Days of the chief complaint; of the past history the words. */
  complaintDays: number
  past: string
  /** The present illness in the record's words, a sentence each. */
  history: readonly string[]
  paperDiagnosedOn: Temporal.PlainDate
  paperBornOn: Temporal.PlainDate
  admittedOn: Temporal.PlainDate
  dischargedOn: Temporal.PlainDate
  sampledOn: Temporal.PlainDate
  reportedOn: Temporal.PlainDate
  photo: {
    software: string | null
    history: string | null
    changedAfterDays: number | null
    /** All of its metadata was taken out. */
    stripped: boolean
    /** JPEG quality of the phone. */
    readonly quality: number
    /** The date of diagnosis was painted over, which had been so many days earlier, and saved by an editor. */
    repainted: { readonly daysEarlier: number; readonly quality: number } | null
    /** An honest person drew something on it and saved it. */
    readonly note: { readonly kind: NoteKind; readonly quality: number } | null
    /** A chat app saved it again as a whole, after all else. */
    readonly savedAgain: { readonly quality: number; readonly widthPercent: number } | null
    /** The picture of another case, and what was done to it. */
    copied: {
      readonly of: TrialCase
      readonly how: 'same-bytes' | 'saved-again' | 'painted-over' | 'cut-and-turned'
    } | null
  }
  pdf: PdfMaking
  /** The PDF of another case, byte for byte. */
  copiedRecord: TrialCase | null
  /** What a member of the consortium attested of the case: the papers themselves, other ones, or nothing. */
  attested: 'papers' | 'others' | 'nothing'
}

const familyNames = [...'王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗']
const hospitalCount = 120
const attestingHospitals = 6
const producers = ['Made-up hospital system 4.2', 'Made-up print server', 'Made-up scanner 7', 'Microsoft Word 2016']
const honestPast = [
  '否认高血压、糖尿病等慢性病史',
  '无特殊',
  '高血压病史6年，否认糖尿病',
  '阑尾炎术后10年',
  '否认肝炎、结核',
]

export function makeHospitals(chance: Chance): readonly Hospital[] {
  return Array.from({ length: hospitalCount }, (_, index) => {
    // Large ones have more doctors; a doctor's family name is not unique, the number makes it so.
    const doctors = Array.from(
      { length: Math.max(2, Math.ceil(30 / (index + 1))) },
      (_, doctor) => `${chance.pick(familyNames)}虚构${'甲乙丙丁戊己庚辛壬癸'[doctor % 10]}${doctor >= 10 ? '二' : ''}`,
    )
    const attests = index < attestingHospitals
    const unconnected = new Set(doctors.filter(() => attests && chance.happens(0.08)))
    return { index, name: `虚构第${index + 1}医院`, doctors, attests, unconnected }
  })
}

/** Few hospitals have most of the cases: the weight of the n-th is 1/n. */
function pickHospital(chance: Chance, hospitals: readonly Hospital[]): Hospital {
  return chance.pickWeighted(hospitals.map((hospital) => [hospital, 1 / (hospital.index + 2)] as const))
}

/** A number with a long tail: half of them below `median`, one in forty above seven times that. */
export function longTailed(chance: Chance, median: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - chance.fraction())) * Math.cos(2 * Math.PI * chance.fraction())
  return Math.max(1, Math.floor(median * Math.exp(normal)))
}

export const firstFiling = Temporal.PlainDate.from('2020-09-01')
const filingDays = 540

/** An honest case, with what honest cases have wrong: mistakes, apps that tidy photos up, forms that are merged, a late illness. */
export function makeHonestCase(chance: Chance, index: number, hospitals: readonly Hospital[]): TrialCase {
  const filedOn = firstFiling.add({ days: chance.below(filingDays) })
  const diagnosedOn = filedOn.subtract({ days: 14 + Math.min(60, longTailed(chance, 12)) })
  const joinedOn = diagnosedOn.subtract({ days: 92 + chance.below(400) })
  // Nobody is 60 before the last of them has claimed: cover ends on that birthday.
  const bornOn = Temporal.PlainDate.from('1963-01-01').add({ days: chance.below(36 * 365) })
  const hospital = pickHospital(chance, hospitals)
  const daysOff = chance.happens(0.15) ? chance.between(-8, 8) : chance.happens(0.02) ? chance.between(-40, 12) : 0
  const admittedOn = diagnosedOn.subtract({ days: chance.between(1, 6) })
  const doctor = chance.pick(hospital.doctors)
  return {
    index,
    planted: null,
    joinedOn,
    diagnosedOn,
    filedOn,
    bornOn,
    payer: null,
    account: `62${String(index).padStart(14, '0')}`,
    hospital,
    doctor,
    number: numberOf(hospital, filedOn, chance.below(1_000_000_000)),
    phone: `139${String(index).padStart(8, '0')}`,
    complaintDays: longTailed(chance, 40),
    past: chance.happens(0.012) ? '糖尿病' : chance.pick(honestPast),
    paperDiagnosedOn: diagnosedOn.add({ days: daysOff }),
    paperBornOn: chance.happens(0.004) ? bornOn.add({ days: 1 }) : bornOn,
    admittedOn,
    dischargedOn: chance.happens(0.002)
      ? admittedOn.subtract({ days: 20 })
      : admittedOn.add({ days: chance.between(3, 12) }),
    sampledOn: diagnosedOn.subtract({ days: chance.between(0, 3) }),
    reportedOn: diagnosedOn,
    photo: {
      software: chance.happens(0.012)
        ? 'Snapseed 2.19'
        : chance.happens(0.002)
          ? 'Adobe Lightroom 6.1 (iOS)'
          : chance.happens(0.5)
            ? 'MU-9 10.0.4'
            : null,
      history: null,
      changedAfterDays: chance.happens(0.02) ? chance.between(2, 9) : null,
      ...photoSavings(chance.fork('photo')),
      copied: null,
    },
    pdf: {
      producer: chance.happens(0.03) ? 'iLovePDF' : chance.happens(0.003) ? 'PDFelement 7' : chance.pick(producers),
      changedAfterDays: chance.happens(0.02) ? chance.between(2, 20) : null,
      savedAgain: chance.happens(0.02),
      otherFont: chance.happens(0.004),
    },
    copiedRecord: null,
    attested: hospital.attests && !hospital.unconnected.has(doctor) && chance.happens(0.98) ? 'papers' : 'nothing',
    history: presentIllness(chance.fork('history'), doctor),
  }
}

/** Every second hospital counts its papers by the year, so that others give the same numbers; the rest give long ones. */
function numberOf({ index }: Hospital, { year }: Temporal.PlainDate, drawn: number): string {
  return index % 2 === 1 ? `ZY${year}-${drawn % 1_000_000}` : `ZY${String(drawn).padStart(9, '0')}`
}

/** How a photo was saved: by a phone of its own quality, one in ten again by a chat app; one in a hundred has something drawn on it. */
function photoSavings(chance: Chance) {
  const quality = chance.between(75, 92)
  const note = chance.happens(0.01) ? { kind: chance.pick(noteKinds), quality: chance.between(70, 95) } : null
  const widthPercent = chance.happens(0.5) ? 100 : chance.between(50, 90)
  const savedAgain = chance.happens(0.1) ? { quality: chance.between(55, 90), widthPercent } : null
  return { stripped: false, quality, repainted: null, note, savedAgain }
}

const symptoms = ['消瘦', '乏力', '咳嗽', '腹胀', '发热', '便血', '颈部肿块', '乳房肿块', '头痛', '胸痛']
const drugs = ['紫杉醇', '顺铂', '卡铂', '奥沙利铂', '卡培他滨', '吉西他滨']

/** What a doctor writes of a case. Much is the doctor's habit, the same in every record; what is measured is the patient's own. */
function presentIllness(chance: Chance, doctor: string): readonly string[] {
  const habit = [...doctor].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 9_973, 7)
  const own = (usual: string, other: string) => (chance.happens(0.6) ? usual : other)
  const dose = () => `${drugs[chance.below(6)]}${chance.between(4, 30) * 5}mg`
  return [
    `患者${chance.between(1, 60)}天前无明显诱因出现${chance.pick(symptoms)}`,
    `近期体重下降约${chance.between(1, 12)}公斤`,
    `B超示肿块大小约${chance.between(5, 60)}mm×${chance.between(5, 60)}mm`,
    `血红蛋白${chance.between(80, 150)}g/L，白细胞${chance.between(30, 110) / 10}×10^9/L`,
    `癌胚抗原${chance.between(10, 900) / 10}ng/mL`,
    own(
      `体温36.${habit % 8}℃，脉搏${70 + (habit % 20)}次/分，血压${110 + (habit % 25)}/${70 + (habit % 15)}mmHg`,
      `体温36.${chance.below(8)}℃，脉搏${chance.between(62, 98)}次/分，血压${chance.between(100, 150)}/${chance.between(60, 95)}mmHg`,
    ),
    own(
      `予${drugs[habit % 6]}${20 + (habit % 20) * 5}mg静脉化疗，每${2 + (habit % 2)}周1次`,
      `予${dose()}静脉化疗，每${chance.between(2, 3)}周1次`,
    ),
    own(
      `出院带药${drugs[(habit + 2) % 6]}${habit % 9}片，每日${1 + (habit % 3)}次`,
      `出院带药${dose()}，每日${chance.between(1, 3)}次`,
    ),
  ]
}

/** Families with two ill people, siblings with one account, a social worker's number on the papers of three. */
export function tieHonestCases(chance: Chance, cases: readonly TrialCase[]): void {
  for (const one of cases) {
    const other = chance.pick(cases)
    if (other === one || other.payer || one.payer) continue
    const tie = chance.fraction()
    if (tie < 0.04) one.payer = other
    if (tie < 0.044) one.account = other.account
    else if (tie < 0.048) one.phone = other.phone
  }
}

/** As the case's PDF is handed in: a hospital attests what it issued, and a file that was saved into since is another one. */
export function attestedAs({ attested, copiedRecord, pdf }: TrialCase): TrialCase['attested'] {
  const { changedAfterDays, otherFont, producer, savedAgain } = pdf
  const issued = !savedAgain && !otherFont && changedAfterDays === null && producers.includes(producer)
  return attested === 'papers' && (!issued || copiedRecord !== null) ? 'others' : attested
}
