import type { Text } from '../../plans/index.ts'
import type { RiskSignal, RiskSignalCode } from './signal.ts'
import { tellFact } from './tell-fact.ts'

type Told = Readonly<Record<string, string>>

/** The series of all cases and of early ones, as far as each is a surprise. */
function seriesEn({ all, allDays, allExpected, early, earlyDays, earlyExpected }: Told): string {
  return [
    ...(all ? [`${all} cases in ${allDays} days, where ${allExpected} were to be expected`] : []),
    ...(early
      ? [
          `${early} cases diagnosed soon after cover began in ${earlyDays} days, where ${earlyExpected} were to be expected`,
        ]
      : []),
  ].join('; ')
}

function seriesZh({ all, allDays, allExpected, early, earlyDays, earlyExpected }: Told): string {
  return [
    ...(all ? [`${allDays} 天内有 ${all} 件申请，预期为 ${allExpected} 件`] : []),
    ...(early ? [`${earlyDays} 天内有 ${early} 件保障开始后不久即确诊的申请，预期为 ${earlyExpected} 件`] : []),
  ].join('；')
}

/** The cases of people, hospital and doctor that were refused, as far as each is a surprise. */
function refusedEn({
  cases,
  doctor,
  doctorCases,
  elsewhere,
  elsewhereCases,
  hospital,
  hospitalCases,
  nearby,
}: Told): string {
  const among = [
    ...(hospital ? [`${hospital} of ${hospitalCases} other cases of the hospital`] : []),
    ...(doctor ? [`${doctor} of ${doctorCases} other cases of the doctor`] : []),
  ]
  const counted = `${among.join(' and ')} within half a year (${elsewhere} of ${elsewhereCases} elsewhere), such as ${nearby}`
  return [
    ...(cases ? [`${cases}, of the same claimant, payer, account or phone`] : []),
    ...(among.length > 0 ? [counted] : []),
  ].join('; ')
}

function refusedZh({
  cases,
  doctor,
  doctorCases,
  elsewhere,
  elsewhereCases,
  hospital,
  hospitalCases,
  nearby,
}: Told): string {
  const among = [
    ...(hospital ? [`该医院另外 ${hospitalCases} 件申请中的 ${hospital} 件`] : []),
    ...(doctor ? [`该医师另外 ${doctorCases} 件申请中的 ${doctor} 件`] : []),
  ]
  const counted = `前后半年内${among.join('、')}（其他申请 ${elsewhereCases} 件中有 ${elsewhere} 件），如 ${nearby}`
  return [
    ...(cases ? [`同一申请人、付款人、账户或手机号的 ${cases}`] : []),
    ...(among.length > 0 ? [counted] : []),
  ].join('；')
}

/** Why a signal is shown, in the words of a reviewer: what was found, and what to look at. */
const reasons: Readonly<Record<RiskSignalCode, (facts: Told) => Text>> = {
  'soon-after-waiting': ({ days, diagnosedOn }) => ({
    en: `Diagnosed on ${diagnosedOn}, ${days} days after cover began. Look for earlier records of the illness.`,
    zh: `确诊日 ${diagnosedOn}，距保障开始仅 ${days} 天。请核查是否有更早的就诊记录。`,
  }),
  'ill-around-joining': ({ coverFrom, day, joinedOn, kind }) => ({
    en: `A paper shows ${kind} on ${day}; joined on ${joinedOn}, covered from ${coverFrom}.`,
    zh: `材料显示 ${day} 已有记录（${kind}）；加入日 ${joinedOn}，保障自 ${coverFrom} 起。`,
  }),
  'same-file': ({ cases }) => ({
    en: `A file is, byte for byte, also in ${cases}.`,
    zh: `有材料与 ${cases} 中的文件逐字节相同。`,
  }),
  'near-same-picture': ({ cases, likenessPercent }) => ({
    en: `A picture is ${likenessPercent} % like one in ${cases}. Lay them side by side: name, number and date may be painted over.`,
    zh: `有图片与 ${cases} 中的图片相似度 ${likenessPercent}%。请并排比对：姓名、编号、日期可能被涂改。`,
  }),
  'same-document-number': ({ cases, hospital }) => ({
    en: `A paper bears the number of a paper of ${hospital === 'same' ? 'the same' : 'another'} hospital in ${cases}.`,
    zh: `有材料的编号与 ${cases} 中${hospital === 'same' ? '同一' : '另一'}医院的材料相同。`,
  }),
  'copied-words': ({ cases, sentences }) => ({
    en: `Up to ${sentences} sentences with measured values are, word for word, also in papers of ${cases}.`,
    zh: `材料中最多有 ${sentences} 句含测量数值的文字与 ${cases} 的材料逐字相同。`,
  }),
  'edited-picture': ({ findings }) => ({
    en: `A picture shows traces of a change (${findings}). Look at the original, and ask the hospital.`,
    zh: `有图片带有修改痕迹（${findings}）。请查看原件，并向医院核实。`,
  }),
  'edited-pdf': ({ findings }) => ({
    en: `A PDF shows traces of a change (${findings}). Compare its versions and fonts.`,
    zh: `有 PDF 带有修改痕迹（${findings}）。请比对其历史版本与字体。`,
  }),
  'shared-account': ({ cases }) => ({
    en: `The payee's account is also that of ${cases}, of other payers.`,
    zh: `收款账户同时用于其他付款人的申请：${cases}。`,
  }),
  'shared-phone': ({ cases }) => ({
    en: `The papers name a mobile phone that papers of ${cases} name too, of other payers.`,
    zh: `材料中的手机号也出现在其他付款人的申请中：${cases}。`,
  }),
  'payer-of-many': ({ cases, count }) => ({
    en: `The payer has ${count} more cases of other people: ${cases}.`,
    zh: `该付款人名下另有 ${count} 件他人的申请：${cases}。`,
  }),
  'beside-refused': (facts) => ({
    en: `Refused for forged evidence: ${refusedEn(facts)}. Look at what this case has from the same hand.`,
    zh: `因伪造材料被拒：${refusedZh(facts)}。请核查本案是否出自同一来源。`,
  }),
  'hospital-above-rate': (facts) => ({
    en: `From this hospital came ${seriesEn(facts)}.`,
    zh: `该医院${seriesZh(facts)}。`,
  }),
  'doctor-above-rate': (facts) => ({
    en: `Signed by one doctor came papers of ${seriesEn(facts)}.`,
    zh: `同一医师签名的材料：${seriesZh(facts)}。`,
  }),
  'dates-contradict': ({ contradictions }) => ({
    en: `Dates can't all be true (${contradictions}).`,
    zh: `日期互相矛盾（${contradictions}）。`,
  }),
  'attestation-missing': ({ attestedDocuments, doctorAttested, doctorCases, member }) => ({
    en: `The hospital attests through ${member}, and none of the files is attested (${attestedDocuments} other documents of the case are; so are documents of ${doctorAttested} of ${doctorCases} other cases of the doctor).`,
    zh: `该医院通过 ${member} 存证，但本案文件均无存证（本案另有 ${attestedDocuments} 份文件已存证；同一医师的另外 ${doctorCases} 件申请中有 ${doctorAttested} 件已存证）。`,
  }),
  'declaration-against-papers': ({ questions, years }) => ({
    en: `A paper's past history (${years} years) names what the health declaration denied: ${questions}. See whether it bears on this illness.`,
    zh: `材料中的既往史（${years} 年）与健康告知不符：${questions}。请判断是否与本次疾病有关。`,
  }),
}

/** The reason of a signal in both languages. */
export function explainSignal({ code, facts }: Pick<RiskSignal, 'code' | 'facts'>): Text {
  const told = (language: keyof Text) =>
    Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, tellFact(name, fact, language)])) as Told
  return { en: reasons[code](told('en')).en, zh: reasons[code](told('zh')).zh }
}
