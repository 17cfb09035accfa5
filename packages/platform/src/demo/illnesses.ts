import { expectedCasesPerYear } from '@tongzhou/core'
import type { Chance } from './chance.ts'

/** What befalls somebody: an illness of the critical-illness catalogue, and how a doctor would write it down. */
export interface MadeUpIllness {
  /** Code of the catalogue. */
  readonly code: string
  readonly mild: boolean
  readonly cause: 'illness' | 'accident'
  readonly diagnosis: { readonly en: string; readonly zh: string }
}

/** The probability that somebody of an age falls critically ill on one day, `scale` times what is expected. */
export function chanceOfIllness(ageYears: number, scale: number): number {
  return (expectedCasesPerYear(ageYears) / 365.25) * scale
}

const tumour = (en: string, zh: string, mild = false): MadeUpIllness => ({
  code: 'malignant-tumour',
  mild,
  cause: 'illness',
  diagnosis: { en, zh },
})
const illness = (code: string, en: string, zh: string, cause: MadeUpIllness['cause'] = 'illness'): MadeUpIllness => ({
  code,
  mild: false,
  cause,
  diagnosis: { en, zh },
})

const anybody: readonly (readonly [MadeUpIllness, number])[] = [
  [illness('chronic-kidney-failure', 'Chronic kidney failure, stage 5', '慢性肾脏病5期'), 3],
  [illness('stroke-sequelae', 'Sequelae of cerebral infarction', '脑梗死后遗症'), 3],
  [illness('benign-intracranial-tumour', 'Meningioma', '脑膜瘤'), 3],
  [illness('aplastic-anaemia', 'Severe aplastic anaemia', '重型再生障碍性贫血'), 1],
  [illness('brain-injury', 'Severe traumatic brain injury', '重型颅脑损伤', 'accident'), 2],
  [illness('third-degree-burns', 'Third-degree burns, 30 % of body surface', 'Ⅲ度烧伤(体表30%)', 'accident'), 1],
  [illness('pompe-disease', 'Pompe disease', '庞贝氏病'), 0.3],
  [tumour('Acute lymphoblastic leukaemia', '急性淋巴细胞白血病'), 3],
  [tumour('Lymphoma', '淋巴瘤'), 3],
]

/** The first five of each sex are the most frequent ones of the reference, in its order. */
const women: readonly (readonly [MadeUpIllness, number])[] = [
  [tumour('Carcinoma of the breast', '乳腺恶性肿瘤'), 24],
  [tumour('Carcinoma of the lung', '肺恶性肿瘤'), 15],
  [tumour('Carcinoma of the cervix', '宫颈恶性肿瘤'), 9],
  [tumour('Carcinoma of the bowel', '结直肠恶性肿瘤'), 8],
  [tumour('Papillary carcinoma of the thyroid, T1N0M0', '甲状腺乳头状癌(T1N0M0)', true), 7],
  [illness('lupus-nephritis', 'Lupus nephritis', '狼疮性肾炎'), 2],
]
const men: readonly (readonly [MadeUpIllness, number])[] = [
  [tumour('Carcinoma of the lung', '肺恶性肿瘤'), 18],
  [illness('acute-myocardial-infarction', 'Acute myocardial infarction', '急性心肌梗死'), 13],
  [tumour('Carcinoma of the bowel', '结直肠恶性肿瘤'), 11],
  [illness('craniotomy', 'Open-skull surgery for haematoma', '颅内血肿清除术(开颅)'), 9],
  [tumour('Carcinoma of the stomach', '胃恶性肿瘤'), 8],
  [tumour('Papillary carcinoma of the thyroid, T1N0M0', '甲状腺乳头状癌(T1N0M0)', true), 2],
]
const children: readonly (readonly [MadeUpIllness, number])[] = [
  [tumour('Acute lymphoblastic leukaemia', '急性淋巴细胞白血病'), 10],
  [illness('kawasaki-disease', 'Kawasaki disease with coronary aneurysm', '川崎病伴冠状动脉瘤'), 2],
  [illness('muscular-dystrophy', 'Duchenne muscular dystrophy', '杜氏肌营养不良症'), 2],
  [illness('brain-injury', 'Severe traumatic brain injury', '重型颅脑损伤', 'accident'), 2],
  [illness('severe-epilepsy', 'Drug-resistant epilepsy, operated', '药物难治性癫痫(手术)'), 1],
]

/** Draws an illness as frequent among people of this sex and age as in the reference. */
export function drawIllness(chance: Chance, sex: 'female' | 'male', ageYears: number): MadeUpIllness {
  if (ageYears < 15) return chance.pickWeighted(children)
  return chance.pickWeighted([...(sex === 'female' ? women : men), ...anybody])
}
