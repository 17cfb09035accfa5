/** What an alarm means and what to do, for the member's staff. */
interface Advice {
  readonly zh: string
  readonly en: string
}

const advice: Readonly<Record<string, Advice>> = {
  fork: {
    zh: '运营方签署了两棵不同的树。请下载证据文件，交给其他成员和监管方；在查明之前不要解除。',
    en: 'The operator signed two different trees. Download the evidence, give it to the other members and the regulator; do not resolve it before this is cleared up.',
  },
  'split-view': {
    zh: '运营方给别人看的是另一棵树。请下载证据文件，与其他成员核对，并通知监管方。',
    en: 'The operator shows others another tree. Download the evidence, compare with the other members, tell the regulator.',
  },
  rollback: {
    zh: '运营方的日志变短了，可能恢复了旧备份。请要求运营方从各成员处补齐，在此之前不要签新数据。',
    en: 'The published log got shorter: the operator may have restored a backup. It must fetch what is missing from the members before it goes on.',
  },
  'tile-changed': {
    zh: '运营方已公布的数据变了。请保存其地址现在返回的内容，并要求运营方说明。',
    en: 'Data that the operator had published has changed. Keep what that address answers now, and ask the operator to explain.',
  },
  'own-tile-changed': {
    zh: '本机磁盘上的镜像文件变了。请检查磁盘与访问权限，从运营方或其他镜像取回该文件，再解除。',
    en: "A mirrored file on this machine's disk has changed. Check the disk and who had access, fetch the file again from the log or a peer, then resolve.",
  },
  'cosignature-invalid': {
    zh: '有人展示了不成立的签名。请与名称所示的成员及运营方核对。',
    en: 'Someone shows a signature that does not verify. Ask the member it names, and the operator.',
  },
  'cosignature-not-mine': {
    zh: '有一个用本机密钥做的签名，但本机从未签过：密钥可能被盗。请停机、更换密钥，并通知各方。',
    en: 'There is a signature by a key of this member that it never gave: the key may be stolen. Stop, make new keys, tell everyone.',
  },
  'lot-key-unsound': {
    zh: '该成员出示的抽签密钥证明不成立：此密钥可能对同一文本有多个签名。请要求该成员说明并更换密钥，通知运营方与其他成员；证明成立之前，本机不为任何抽签签名。',
    en: 'The proof of that member for its lot key is wrong: the key may have several signatures for one text. Ask it to explain and to change the key, tell the operator and the other members; this member signs no lot before the key is proven.',
  },
  'statement-not-logged': {
    zh: '交到本机的声明没有按时入账。请向运营方查问。',
    en: 'A statement handed in here was not logged in time. Ask the operator.',
  },
}

const otherwise: Advice = {
  zh: '日志中的一条记录违反了平台的承诺。请阅读说明与证据，向运营方查问；查明后再解除。',
  en: "An entry of the log breaks a promise of the platform. Read the detail and the evidence, ask the operator; resolve it once that's cleared up.",
}

/** Advice for an alarm's name; the monitor's alarms about entries share one. */
export function adviceFor(name: string): Advice {
  return advice[name] ?? otherwise
}
