import { provinces } from '@tongzhou/core'
import sharp from 'sharp'
import type { Chance } from './chance.ts'
import type { MadeUpIllness } from './illnesses.ts'
import type { MadeUpPerson } from './people.ts'
import { simplePdf } from './simple-pdf.ts'

/** A file as a claimant would send it. */
export interface MedicalPaper {
  readonly kind: 'diagnosis-certificate' | 'pathology-report' | 'discharge-record'
  readonly fileName: string
  readonly mediaType: 'image/jpeg' | 'application/pdf'
  readonly bytes: Uint8Array
}

export interface MedicalCase {
  readonly patient: Pick<MadeUpPerson, 'name' | 'sex' | 'region' | 'bornOn'>
  readonly illness: MadeUpIllness
  readonly diagnosedOn: Temporal.PlainDate
  readonly hospital: string
}

const hospitalKinds = ['人民医院', '中心医院', '第一医院', '中医医院', '肿瘤医院', '妇幼保健院']

/** A hospital that does not exist: the province, "made-up", and a kind. */
export function makeHospital(chance: Chance, region: MadeUpPerson['region']): string {
  return `${provinces[region].zh}虚构${chance.pick(hospitalKinds)}`
}

/**
 * The papers of one case: certificate as a photo with camera data and a place in it, pathology report and discharge
 * record as PDF. Different for each case, the same for the same chance.
 */
export async function makePapers(chance: Chance, medical: MedicalCase): Promise<readonly MedicalPaper[]> {
  const number = String(chance.below(1_000_000_000)).padStart(9, '0')
  const photo = await photograph(chance, certificateLines(medical, number))
  return [
    { kind: 'diagnosis-certificate', fileName: '诊断证明书.jpg', mediaType: 'image/jpeg', bytes: photo },
    {
      kind: 'pathology-report',
      fileName: '病理报告(副本).pdf',
      mediaType: 'application/pdf',
      bytes: simplePdf([pathologyLines(chance, medical, number)]),
    },
    {
      kind: 'discharge-record',
      fileName: '出院记录.pdf',
      mediaType: 'application/pdf',
      bytes: simplePdf([dischargeLines(medical, number), ['(第二页) 出院医嘱: 定期复查，遵医嘱用药。']]),
    },
  ]
}

/** A GIF that calls itself a PDF: refused at intake, and nothing of it is kept. */
export function falsePdf(): Uint8Array {
  return Buffer.from('R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==', 'base64')
}

function heading({ hospital, patient }: MedicalCase, title: string, number: string): string[] {
  const sex = patient.sex === 'female' ? '女' : '男'
  return [hospital, title, `编号: ${number}`, `姓名: ${patient.name}   性别: ${sex}   出生: ${patient.bornOn}`]
}

const madeUp = '本文件为系统演示生成，所有内容均属虚构。'

function certificateLines(medical: MedicalCase, number: string): string[] {
  return [
    ...heading(medical, '诊断证明书', number),
    `诊断: ${medical.illness.diagnosis.zh}`,
    `Diagnosis: ${medical.illness.diagnosis.en}`,
    `首次确诊日期: ${medical.diagnosedOn}`,
    '医师签名: 虚构医师      (盖章)',
    madeUp,
  ]
}

function pathologyLines(chance: Chance, medical: MedicalCase, number: string): string[] {
  const sizes = [1, 2, 3].map(() => (chance.between(3, 60) / 10).toFixed(1))
  return [
    ...heading(medical, '病理检查报告单', `BL${number}`),
    `送检日期: ${medical.diagnosedOn.subtract({ days: 2 })}`,
    `肉眼所见: 灰白组织一块，大小 ${sizes.join(' × ')} cm`,
    `病理诊断: ${medical.illness.diagnosis.zh}`,
    `Diagnosis: ${medical.illness.diagnosis.en}`,
    `报告日期: ${medical.diagnosedOn}`,
    madeUp,
  ]
}

function dischargeLines(medical: MedicalCase, number: string): string[] {
  return [
    ...heading(medical, '出院记录', `ZY${number}`),
    `入院日期: ${medical.diagnosedOn.subtract({ days: 4 })}   出院日期: ${medical.diagnosedOn.add({ days: 9 })}`,
    `出院诊断: ${medical.illness.diagnosis.zh}`,
    '入院情况、诊疗经过: 略(演示)。',
    madeUp,
  ]
}

/** A page drawn as text. Where no Chinese font is installed the characters become boxes, and the file is as good. */
async function photograph(chance: Chance, lines: readonly string[]): Promise<Uint8Array> {
  const tilt = (chance.between(-20, 20) / 10).toFixed(1)
  const paper = `hsl(${chance.between(30, 60)},${chance.between(5, 25)}%,96%)`
  const texts = lines.map(
    (line, index) =>
      `<text x="60" y="${110 + index * 44}" font-size="${index < 2 ? 28 : 20}">${escapeXml(line)}</text>`,
  )
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="620" height="877">
    <rect width="620" height="877" fill="${paper}"/>
    <g transform="rotate(${tilt} 310 438)" font-family="Noto Sans CJK SC, WenQuanYi Zen Hei, sans-serif" fill="#222">
    ${texts.join('')}<circle cx="470" cy="${130 + lines.length * 44}" r="60" fill="none" stroke="#c22" stroke-width="5"/>
    </g></svg>`
  const degrees = (whole: number) => `${whole}/1 ${chance.below(60)}/1 ${chance.below(6000)}/100`
  return sharp(Buffer.from(drawing))
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 80 })
    .withExif({
      IFD0: { Make: 'Made-up Phones', Model: `MU-${chance.between(1, 9)}`, Software: 'Tongzhou demo' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: degrees(chance.between(20, 45)),
        GPSLongitudeRef: 'E',
        GPSLongitude: degrees(chance.between(90, 125)),
      },
    })
    .toBuffer()
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
