export type Language = 'zh-CN' | 'en'

interface Texts {
  readonly title: string
  readonly about: string
  readonly proof: string
  readonly policy: string
  readonly policyHint: string
  readonly paper: string
  readonly proved: string
  readonly notProved: string
  readonly whatToDo: string
  readonly noPolicy: string
  readonly otherFile: string
  readonly sameFile: string
  readonly signedBy: string
  readonly limits: string
  /** Kinds of entries that people take proofs of. */
  readonly kinds: Readonly<Record<string, string>>
  entry(kind: string, subject: string, at: string, index: number, size: number): string
  charge(participant: string, participants: bigint, yuan: string): string
  unchecked(name: string): string
}

const zh: Texts = {
  title: '查验证明',
  about: '您下载的证明在这里查验。一切都在您的设备上计算：页面打开之后，可以关掉网络再查。',
  proof: '证明文件（.tongzhou-proof.json）',
  policy: '信任名单（policy 文件）：由您信任的人给您，例如联盟里的医院或公证处',
  policyHint: '没有选择时，用本平台公布的名单。想不依赖平台，请向联盟成员索取。',
  paper: '可选：您自己保存的那份资料，查验它就是证明所指的那一份',
  proved: '证明属实',
  notProved: '没有证明',
  whatToDo:
    '证明文件或名单不完整、被改动过，或者签名的人不在名单上。请重新下载证明，或向联盟成员索取名单，再查一次。查出的原因：',
  noPolicy: '请选择信任名单（policy 文件）。',
  otherFile: '没有证明：您选择的资料不是证明所指的那一份。',
  sameFile: '您选择的资料，正是这条记录所指的那一份，一个字节也没有变。',
  signedBy: '签名的有：',
  limits: '没有证明的：记录所说的是否属实。证明的只是，它在那时已经这样记下，之后没有被改动。',
  kinds: { 'evidence-added': '收到资料', 'period-settled': '分摊结算' },
  entry: (kind, subject, at, index, size) =>
    `${subject} 的“${kind}”记于 ${at}，是账本 ${size} 条记录中的第 ${index} 条（从 0 数起）。`,
  charge: (participant, participants, yuan) =>
    `第 ${participant} 号成员是被计入的 ${participants} 人之一，应分摊 ${yuan} 元，人人相同。`,
  unchecked: (name) => `这台设备查不了 ${name} 的签名，没有算在内。`,
}

const en: Texts = {
  title: 'Check a proof',
  about:
    'Check the proof that you downloaded. Everything is computed on your device: once this page is open, you may switch the network off.',
  proof: 'The proof file (.tongzhou-proof.json)',
  policy: 'Whom to believe (the policy file): from somebody you trust, such as a hospital or notary of the consortium',
  policyHint:
    'Without one, the list that this platform publishes is used. To depend on it for nothing, ask a member of the consortium for theirs.',
  paper: 'Optional: the paper as you kept it, to see that it is the one that the proof is about',
  proved: 'Proved',
  notProved: 'Not proved',
  whatToDo:
    'The proof or the policy is incomplete or was changed, or those who signed are not on it. Download the proof again, or ask a member of the consortium for the policy. What was found:',
  noPolicy: 'Choose the policy file.',
  otherFile: 'Not proved: the paper that you chose is not the one that the proof is about.',
  sameFile: 'The paper that you chose is the one that this entry is about, byte for byte.',
  signedBy: 'Signed by:',
  limits:
    'Not proved: that what the entry says is true; only that it was recorded like this by then, and has not been changed since.',
  kinds: { 'evidence-added': 'paper received', 'period-settled': 'period settled' },
  entry: (kind, subject, at, index, size) =>
    `“${kind}” of ${subject}, recorded on ${at}, is entry ${index} (counted from 0) of a log of ${size}.`,
  charge: (participant, participants, yuan) =>
    `Participant ${participant} is one of ${participants} who were counted, and owes ${yuan} yuan, as each of them does.`,
  unchecked: (name) => `This device can't check the signature of ${name}; it was not counted.`,
}

export const texts: Readonly<Record<Language, Texts>> = { 'zh-CN': zh, en }
