import sharp from 'sharp'
import { extractText, getDocumentProxy } from 'unpdf'
import { describe, expect, test } from 'vitest'
import { inspectFile } from '../evidence/inspect-file.ts'
import { seededChance } from './chance.ts'
import { falsePdf, type MedicalCase, makeHospital, makePapers } from './medical-papers.ts'

const medical: MedicalCase = {
  patient: { name: '古丽米热·艾比布力', sex: 'female', region: '65', bornOn: Temporal.PlainDate.from('1980-02-29') },
  illness: {
    code: 'malignant-tumour',
    mild: false,
    cause: 'illness',
    diagnosis: { en: 'Carcinoma of the lung', zh: '肺恶性肿瘤' },
  },
  diagnosedOn: Temporal.PlainDate.from('2019-06-30'),
  hospital: makeHospital(seededChance('hospital'), '65'),
}

describe('made-up medical papers', async () => {
  const papers = await makePapers(seededChance('papers'), medical)

  test('pass the intake of evidence as they are', async () => {
    for (const { bytes, fileName, mediaType } of papers) {
      const inspected = await inspectFile({ name: fileName, type: mediaType, bytes })
      expect(inspected, fileName).toMatchObject({ accepted: true, value: { mediaType, name: fileName } })
    }
  })

  test('carry a place in the photo, and the copy for reviewers does not', async () => {
    const photo = papers.find(({ mediaType }) => mediaType === 'image/jpeg')!
    expect(await placeOf(photo.bytes)).toBe(true)
    const inspected = await inspectFile({ name: photo.fileName, type: photo.mediaType, bytes: photo.bytes })
    if (!inspected.accepted) throw new Error(inspected.refusal.code)
    expect(await placeOf(inspected.value.copy.bytes)).toBe(false)
  })

  test('say the diagnosis in a PDF that readers can read', async () => {
    const report = papers.find(({ kind }) => kind === 'pathology-report')!
    const pdf = await getDocumentProxy(new Uint8Array(report.bytes), { verbosity: 0 })
    const { text } = await extractText(pdf, { mergePages: true })
    expect(text).toContain('Diagnosis: Carcinoma of the lung')
  })

  test('are the same for the same chance and differ from case to case', async () => {
    const again = await makePapers(seededChance('papers'), medical)
    const other = await makePapers(seededChance('other papers'), medical)
    for (const [index, { bytes }] of papers.entries()) {
      expect(Buffer.from(bytes).equals(again[index]!.bytes)).toBe(true)
      expect(Buffer.from(bytes).equals(other[index]!.bytes)).toBe(false)
    }
  })

  test('include one that lies about its type, which the intake refuses', async () => {
    const inspected = await inspectFile({ name: '病理报告.pdf', type: 'application/pdf', bytes: falsePdf() })
    expect(inspected).toMatchObject({ accepted: false, refusal: { code: 'file-content-mismatch' } })
  })
})

/** Whether EXIF points to GPS data (tag 0x8825 of type LONG, Exif 2.32 section 4.6.3). */
async function placeOf(bytes: Uint8Array): Promise<boolean> {
  const { exif } = await sharp(bytes).metadata()
  if (!exif) return false
  return exif.includes(Buffer.from([0x25, 0x88, 4, 0])) || exif.includes(Buffer.from([0x88, 0x25, 0, 4]))
}
