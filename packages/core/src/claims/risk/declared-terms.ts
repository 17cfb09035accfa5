/**
 * What papers call the illnesses that the shipped plans' health questions ask for: words, and codes of ICD-10 (WHO, version 2019) by
 * their first characters. A question that is not here gives no signal; people compare it with the papers.
 */
const termsOf: Readonly<Record<string, { readonly words: readonly string[]; readonly icd10: RegExp }>> = {
  tumour: {
    words: [
      '恶性肿瘤',
      '癌',
      '原位癌',
      '淋巴瘤',
      '白血病',
      '脑膜瘤',
      'carcinoma',
      'cancer',
      'malignant',
      'lymphoma',
      'leukaemia',
    ],
    icd10: /^(C\d\d|D0\d|D3[2-9]|D4[0-8])/,
  },
  'heart-or-vessels': {
    words: [
      '冠心病',
      '支架植入',
      'PCI术后',
      '搭桥术',
      '心脏病',
      '心肌梗死',
      '心绞痛',
      '高血压3级',
      '主动脉',
      'coronary',
      'heart disease',
      'infarction',
    ],
    icd10: /^(I0[5-9]|I1[1-3]|I2\d|I3[0-9]|I4[0-9]|I5[01]|I71)/,
  },
  'brain-or-nerves': {
    words: ['癫痫', '脑梗', '脑出血', '脑卒中', '帕金森', '痴呆', 'epilepsy', 'stroke', 'parkinson', 'dementia'],
    icd10: /^(G\d\d|I6\d|F0[0-3])/,
  },
  'diabetes-or-glands': { words: ['糖尿病', '垂体瘤', '肾上腺', 'diabetes'], icd10: /^(E1[0-4]|E2[2-7])/ },
  'liver-or-digestion': {
    words: [
      '乙肝',
      '乙型肝炎',
      '丙肝',
      '丙型肝炎',
      '肝硬化',
      '胰腺炎',
      '溃疡性结肠炎',
      '克罗恩',
      'hepatitis',
      'cirrhosis',
      'pancreatitis',
    ],
    icd10: /^(B1[6-9]|K5[01]|K7[0-4]|K8[56])/,
  },
  kidneys: {
    words: ['肾炎', '肾病综合征', '肾功能不全', '多囊肾', 'nephritis', 'kidney failure'],
    icd10: /^(N0\d|N1[1-9]|Q61)/,
  },
  lungs: { words: ['慢性阻塞性肺', '慢阻肺', '肺纤维化', 'COPD', 'lung fibrosis'], icd10: /^(J4[4-7]|J84|J96)/ },
  'blood-or-immunity': {
    words: ['红斑狼疮', '类风湿', '系统性硬化', '再生障碍性贫血', 'lupus', 'rheumatoid'],
    icd10: /^(D[5-7]\d|M0[56]|M3[24]|B2[0-4])/,
  },
  // The shipped test and accident plans ask in general.
  'serious-illness': {
    words: ['恶性肿瘤', '癌', '心肌梗死', '脑卒中', 'carcinoma', 'stroke'],
    icd10: /^(C\d\d|I21|I6\d)/,
  },
}

const icd10Text = /\b[A-TV-Z]\d\d(?:\.\d{1,2})?\b/g

/** The questions whose illnesses a text names by word or code. */
export function questionsNamedIn(text: string): readonly string[] {
  const lower = text.toLowerCase()
  const codes = text.match(icd10Text) ?? []
  return Object.entries(termsOf)
    .filter(
      ([, { icd10, words }]) =>
        words.some((word) => lower.includes(word.toLowerCase())) || codes.some((code) => icd10.test(code)),
    )
    .map(([question]) => question)
}
