import type { Chance } from '../../../packages/platform/src/demo/chance.ts'
import { type Degree, type FraudKind, firstFiling, type Hospital, longTailed, type TrialCase } from './trial-case.ts'

/** Whoever copies papers needs cases that were there before. */
const firstFraud = firstFiling.add({ days: 100 })

/** Days of the plan's waiting period. */
const waitingDays = 90
/** Nobody joined before the plan began. */
const mostDaysOfCover = 400

interface Planting {
  readonly chance: Chance
  readonly one: TrialCase
  readonly degree: Degree
  /** An honest case of an earlier filing, whose papers are misused. */
  readonly victim: TrialCase
}

/** Frauds of one person, each in three degrees. The last is what somebody careful does; of some nothing is to be seen at all. */
const single: Readonly<Record<Exclude<FraudKind, RingKind>, (planting: Planting) => void>> = {
  'known-illness': ({ chance, degree, one }) => {
    const cover = one.diagnosedOn.subtract({ days: degree === 'subtle' ? chance.below(10) : chance.below(60) })
    one.joinedOn = cover.subtract({ days: waitingDays })
    const days = one.joinedOn.until(one.admittedOn, { largestUnit: 'days' }).days
    if (degree === 'plain') one.sampledOn = one.joinedOn.subtract({ days: chance.between(5, 200) })
    if (degree === 'usual') one.complaintDays = days + chance.between(10, 300)
  },
  'same-file': ({ degree, one, victim }) => {
    if (degree === 'usual') one.copiedRecord = victim
    else one.photo.copied = { of: victim, how: 'same-bytes' }
  },
  'near-picture': ({ degree, one, victim }) => {
    const how = { plain: 'saved-again', usual: 'painted-over', subtle: 'cut-and-turned' } as const
    one.photo.copied = { of: victim, how: how[degree] }
  },
  'same-number': ({ degree, one, victim }) => {
    one.number = victim.number
    // The careful one names another hospital.
    if (degree !== 'subtle') one.hospital = victim.hospital
    if (degree === 'plain') one.doctor = victim.doctor
  },
  'edited-picture': ({ chance, degree, one }) => {
    if (degree === 'plain') one.photo.software = 'Adobe Photoshop 21.2 (Windows)'
    else if (degree === 'usual' && chance.happens(0.5)) one.photo.history = 'Adobe Photoshop Lightroom 9.2'
    else if (degree === 'usual') one.photo.changedAfterDays = chance.between(3, 20)
    else one.photo.stripped = true
    const hand = chance.fork(`repainted ${one.index}`)
    one.photo.repainted = { daysEarlier: hand.between(30, 400), quality: hand.between(70, 95) }
  },
  'edited-pdf': ({ chance, degree, one }) => {
    if (degree !== 'subtle') one.pdf.otherFont = true
    if (degree === 'plain') one.pdf.producer = 'PDFelement 7'
    if (degree === 'usual' && chance.happens(0.5))
      Object.assign(one.pdf, { otherFont: false, savedAgain: true, changedAfterDays: 4 })
    if (degree === 'subtle') one.pdf.changedAfterDays = chance.between(2, 20)
  },
  dates: ({ chance, degree, one }) => {
    if (degree === 'plain' && chance.happens(0.5))
      one.dischargedOn = one.admittedOn.subtract({ days: chance.between(2, 40) })
    else if (degree === 'plain') one.reportedOn = one.sampledOn.subtract({ days: chance.between(1, 30) })
    else one.paperDiagnosedOn = one.diagnosedOn.subtract({ days: degree === 'usual' ? chance.between(15, 50) : 9 })
  },
  'not-attested': ({ chance, degree, one }) => {
    one.attested = degree === 'plain' ? 'others' : 'nothing'
    // The careful one knows of a department that is not connected.
    const [unconnected] = one.hospital.unconnected
    if (degree === 'subtle') one.doctor = unconnected ?? one.doctor
    else one.doctor = chance.pick(one.hospital.doctors.filter((doctor) => !one.hospital.unconnected.has(doctor)))
  },
  undeclared: ({ chance, degree, one }) => {
    const years = chance.between(2, 12)
    const words = { plain: `冠心病${years}年`, usual: '2型糖尿病', subtle: `支架植入术后${years}年` }
    one.past = words[degree]
  },
  'copied-words': ({ chance, degree, one, victim }) => {
    const kept = { plain: 1, usual: 0.7, subtle: 0.3 }[degree]
    one.history = one.history.map((sentence, at) => (chance.happens(kept) ? victim.history[at]! : sentence))
  },
}

type RingKind = 'account-ring' | 'phone-ring' | 'payer-of-many' | 'hospital-mill' | 'doctor-mill'

/** Rings by their sizes: the smaller, the more subtle. */
const rings: Readonly<Record<RingKind, readonly (readonly [Degree, number])[]>> = {
  'account-ring': [
    ['plain', 3],
    ['usual', 2],
  ],
  'phone-ring': [
    ['plain', 3],
    ['usual', 2],
  ],
  'payer-of-many': [
    ['plain', 4],
    ['usual', 3],
  ],
  'hospital-mill': [['usual', 8]],
  'doctor-mill': [['usual', 8]],
}
const ringDays = 150
const singlesOf: Readonly<Record<Degree, number>> = { plain: 2, usual: 2, subtle: 1 }

/** How many frauds are planted whatever the number of honest cases. */
export const frauds =
  Object.keys(single).length * Object.values(singlesOf).reduce((sum, count) => sum + count, 0) +
  Object.values(rings)
    .flat()
    .reduce((sum, [, size]) => sum + size, 0)

/** Makes frauds of honest cases: the first `frauds` of `cases`. Some have a second trait: who forges one paper is in a hurry elsewhere. */
export function plantFrauds(chance: Chance, cases: readonly TrialCase[], hospitals: readonly Hospital[]): void {
  const left = cases.slice(0, frauds)
  const honest = cases.slice(frauds)
  const next = (kind: FraudKind, degree: Degree) => {
    const one = left.shift()!
    if (Temporal.PlainDate.compare(one.filedOn, firstFraud) < 0)
      moveTo(one, firstFraud.add({ days: chance.below(300) }))
    one.planted = { kind, degree }
    // Whoever joins to claim does so when the wait is over. The careful wait longer.
    if (chance.happens(degree === 'subtle' ? 0.25 : 0.5))
      one.joinedOn = one.diagnosedOn.subtract({ days: waitingDays + Math.min(mostDaysOfCover, longTailed(chance, 30)) })
    return one
  }
  for (const kind of Object.keys(single) as (keyof typeof single)[]) {
    for (const degree of ['plain', 'usual', 'subtle'] as const) {
      for (let count = 0; count < singlesOf[degree]; count += 1) {
        const one = next(kind, degree)
        if (kind === 'not-attested') one.hospital = hospitals[chance.below(6)]!
        const victim = chance.pick(honest.filter(({ filedOn }) => Temporal.PlainDate.compare(filedOn, one.filedOn) < 0))
        single[kind]({ chance, one, degree, victim })
        secondTrait(chance, one, kind, victim)
      }
    }
  }
  for (const kind of Object.keys(rings) as RingKind[]) {
    for (const [degree, size] of rings[kind]) {
      const members = Array.from({ length: size }, () => next(kind, degree))
      tieRing(chance, kind, members, hospitals)
      for (const one of members) {
        const victim = chance.pick(honest.filter(({ filedOn }) => Temporal.PlainDate.compare(filedOn, one.filedOn) < 0))
        secondTrait(chance, one, kind, victim)
      }
    }
  }
}

function secondTrait(chance: Chance, one: TrialCase, kind: FraudKind, victim: TrialCase): void {
  if (!chance.happens(0.3)) return
  const others = (['known-illness', 'edited-pdf', 'edited-picture', 'dates'] as const).filter((other) => other !== kind)
  single[chance.pick(others)]({ chance, one, degree: 'usual', victim })
}

function tieRing(chance: Chance, kind: RingKind, members: readonly TrialCase[], hospitals: readonly Hospital[]): void {
  const [first] = members as [TrialCase]
  const from = first.filedOn.subtract({ days: chance.below(30) })
  const hospital = kind === 'doctor-mill' ? chance.pick(hospitals.slice(6, 16)) : chance.pick(hospitals.slice(60))
  const doctor = chance.pick(hospital.doctors)
  // Half of the mills write one record and change little of it.
  const cloned = chance.happens(0.5)
  for (const one of members) {
    if (kind === 'account-ring') one.account = first.account
    if (kind === 'phone-ring') one.phone = first.phone
    if (kind === 'payer-of-many' && one !== first) one.payer = first
    if (kind === 'hospital-mill' || kind === 'doctor-mill') {
      one.hospital = hospital
      one.doctor = kind === 'doctor-mill' ? doctor : chance.pick(hospital.doctors)
      moveTo(one, from.add({ days: chance.below(ringDays) }))
      if (cloned) one.history = one.history.map((sentence, at) => (chance.happens(0.8) ? first.history[at]! : sentence))
    }
  }
}

/** The same case on other days. */
function moveTo(one: TrialCase, filedOn: Temporal.PlainDate): void {
  const { days } = one.filedOn.until(filedOn, { largestUnit: 'days' })
  for (const field of [
    'joinedOn',
    'diagnosedOn',
    'filedOn',
    'paperDiagnosedOn',
    'admittedOn',
    'dischargedOn',
    'sampledOn',
    'reportedOn',
  ] as const) {
    one[field] = one[field].add({ days })
  }
}
