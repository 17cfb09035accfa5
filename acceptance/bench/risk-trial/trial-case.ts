import type { Chance } from '../../../packages/platform/src/demo/chance.ts'

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
] as const

export type FraudKind = (typeof fraudKinds)[number]
export const degrees = ['plain', 'usual', 'subtle'] as const
export type Degree = (typeof degrees)[number]

export interface Hospital {
  readonly index: number
  readonly name: string
  readonly doctors: readonly string[]
  readonly attests: boolean
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
  return Array.from({ length: hospitalCount }, (_, index) => ({
    index,
    name: `虚构第${index + 1}医院`,
    // Large ones have more doctors; a doctor's family name is not unique, the number makes it so.
    doctors: Array.from(
      { length: Math.max(2, Math.ceil(30 / (index + 1))) },
      (_, doctor) => `${chance.pick(familyNames)}虚构${'甲乙丙丁戊己庚辛壬癸'[doctor % 10]}${doctor >= 10 ? '二' : ''}`,
    ),
    attests: index < attestingHospitals,
  }))
}

/** Few hospitals have most of the cases: the weight of the n-th is 1/n. */
function pickHospital(chance: Chance, hospitals: readonly Hospital[]): Hospital {
  return chance.pickWeighted(hospitals.map((hospital) => [hospital, 1 / (hospital.index + 2)] as const))
}

/** A number with a long tail: half of them below `median`, one in forty above seven times that. */
function longTailed(chance: Chance, median: number): number {
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
  const bornOn = Temporal.PlainDate.from('1962-01-01').add({ days: chance.below(36 * 365) })
  const hospital = pickHospital(chance, hospitals)
  const daysOff = chance.happens(0.15) ? chance.between(-8, 8) : chance.happens(0.02) ? chance.between(-40, 12) : 0
  const admittedOn = diagnosedOn.subtract({ days: chance.between(1, 6) })
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
    doctor: chance.pick(hospital.doctors),
    number: `ZY${String(chance.below(1_000_000_000)).padStart(9, '0')}`,
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
      copied: null,
    },
    pdf: {
      producer: chance.happens(0.03) ? 'iLovePDF' : chance.happens(0.003) ? 'PDFelement 7' : chance.pick(producers),
      changedAfterDays: chance.happens(0.02) ? chance.between(2, 20) : null,
      savedAgain: chance.happens(0.02),
      otherFont: chance.happens(0.004),
    },
    copiedRecord: null,
    attested: hospital.attests && chance.happens(0.9) ? 'papers' : 'nothing',
  }
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
