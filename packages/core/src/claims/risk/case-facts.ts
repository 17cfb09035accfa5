import type { PaperReading } from './read-paper.ts'

/** Everything about one claim that the signals look at, as loaded. Days are calendar days in the plan's zone. */
export interface CaseFacts {
  readonly statedDiagnosisOn: Temporal.PlainDate
  readonly joinedOn: Temporal.PlainDate
  /** First day of cover: after the waiting period, or the day of joining where the plan asks this claim for no wait. */
  readonly coverFrom: Temporal.PlainDate
  readonly bornOn: Temporal.PlainDate
  readonly papers: readonly CasePaper[]
  /** The reviewers' words in the checklist of the desk review, read as papers are. */
  readonly checklistNotes: PaperReading
  readonly links: CaseLinks
  /** Null where nothing is known of the hospital. */
  readonly hospital: RateFacts | null
  /** Of the doctors whose names the papers bear. */
  readonly doctors: readonly RateFacts[]
  /** Null where no member of the consortium attests for the hospital. */
  readonly attestation: AttestationFacts | null
  /** Questions of the health declaration that were answered with "does not apply to me". */
  readonly deniedQuestions: readonly string[]
}

/** One file of the claim. */
export interface CasePaper {
  readonly evidenceId: string
  readonly addedOn: Temporal.PlainDate
  /** Null for a picture: its text is not read. */
  readonly reading: PaperReading | null
  readonly pictureTraces: PictureTraces | null
  readonly pdfTraces: PdfTraces | null
}

/** What a camera or a program wrote into a picture about itself. Null: it says nothing. */
export interface PictureTraces {
  readonly software: string | null
  /** Programs named in its history of changes (XMP). */
  readonly historySoftware: readonly string[]
  readonly takenAt: string | null
  readonly changedAt: string | null
  /** Where its pixels were changed after they had been saved before, the clearest first. Null: it can't be judged, or is no JPEG. */
  readonly paintedAreas: readonly PaintedArea[] | null
}

/** A box in a picture as it is shown, in thousandths of its width and height. */
export interface PaintedArea {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** What a PDF says about how it came about. */
export interface PdfTraces {
  /** How often it was saved into: ends of file (`%%EOF`), less the one that a linearized file has besides. */
  readonly saves: number
  /** Digital signatures; each is a save of its own. */
  readonly signatures: number
  readonly producer: string | null
  readonly creator: string | null
  readonly createdAt: string | null
  readonly changedAt: string | null
  /** Lines in which characters of one kind stand in two fonts of different families, such as one digit among digits. */
  readonly mixedFontLines: number
}

/** Other cases that share something with this one; those of the same participant are left out. */
export interface CaseLinks {
  readonly sameFile: readonly FileLink[]
  readonly nearPicture: readonly (FileLink & { readonly likenessPercent: number })[]
  readonly documentNumber: readonly NumberLink[]
  readonly words: readonly WordsLink[]
  /** Cases of other payers that are to be paid to the same account. */
  readonly account: readonly string[]
  /** Cases of other payers whose papers name the same mobile phone. */
  readonly phone: readonly string[]
  /** Cases of other participants of the same payer. */
  readonly payer: readonly string[]
  /** Of other cases those that were refused for forged evidence, unless the board lifted it. */
  readonly refused: {
    /** Earlier ones of the same participant. */
    readonly own: readonly string[]
    /** Of other participants, with the same account, phone or payer. */
    readonly linked: readonly string[]
  }
}

export interface CaseLink {
  readonly otherCase: string
  /** Whether the other case was filed before this one, so that its paper is the older of the two. */
  readonly otherFirst: boolean
}

/** A case with a paper of the same number: of the same hospital, or of another where the number is a rare one (`isRareNumber`). */
export interface NumberLink extends CaseLink {
  readonly sameHospital: boolean
}

/** A case whose papers have sentences word for word like this one's, of those in which something was measured. */
export interface WordsLink extends CaseLink {
  readonly sentences: number
  /** Whether one doctor's name is on the papers of both: doctors have habits. */
  readonly sameDoctor: boolean
}

export interface FileLink extends CaseLink {
  readonly evidenceId: string
}

/** How many cases a plan had, day by day: from them the number of any stretch of days is one subtraction. */
export interface DailyCases {
  /** First day that is counted. */
  readonly from: Temporal.PlainDate
  /** `before[n]`: cases filed before the n-th day after `from`. Its length is that of the days that are counted, and one. */
  readonly before: readonly number[]
}

/** When cases came from one hospital or doctor, beside all of the plan's. */
export interface RateFacts {
  /** The day on which the case itself was filed. */
  readonly filedOn: Temporal.PlainDate
  readonly all: CountedCases
  /** Of these the early ones: diagnosed within `earlyDays` after cover began. */
  readonly early: CountedCases
  /** Refused for forged evidence: its other cases within `refusedDays` of this one, the newest first, and how many of the plan's in the days of `all`. */
  readonly refused: { readonly around: readonly string[]; readonly plan: number }
}

export interface CountedCases {
  readonly own: DailyCases
  /** Of the same days as `own`. */
  readonly plan: DailyCases
  /** How many hospitals (doctors) the plan has met at all in these days. */
  readonly known: number
  /** The sum of the squares of all their cases: says how unequal hospitals (doctors) are. */
  readonly squares: number
}

export interface AttestationFacts {
  readonly member: string
  /** Files of the case whose content a member attested. */
  readonly attestedFiles: number
  readonly files: number
  /** Documents of the case that were attested, uploaded or not. */
  readonly attestedDocuments: number
  /** Other cases with papers of the same doctors, and of these those of which documents were attested. */
  readonly doctorCases: number
  readonly doctorAttested: number
}
