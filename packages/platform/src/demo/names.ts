import type { Chance } from './chance.ts'

const commonSurnames = [
  ...'王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁',
]
const doubleSurnames = ['欧阳', '司马', '上官', '诸葛', '皇甫', '夏侯']
/** Beyond the basic plane or rare: systems that cut four-byte characters lose these people. */
const rareNames = ['𠮷田秀', '葛曾䮌', '林𬭎', '陈𤇍', '李䶮', '王喆㛃', '张𪟝', '刘璟燚']
const femaleCharacters = [
  ...'秀娟英华慧巧美娜静淑惠珠翠雅芝玉萍红娥玲芬芳燕彩春菊兰凤洁梅琳素云莲真环雪荣爱妹霞香月莺媛艳瑞凡佳嘉琼',
]
const maleCharacters = [
  ...'伟刚勇毅俊峰强军平保东文辉力明永健世广志义兴良海山仁波宁贵福生龙元全国胜学祥才发武新利清飞彬富顺信',
]
const uyghurFemale = ['古丽米热', '阿依古丽', '热依汗', '玛依拉', '祖丽菲娅', '帕提古丽', '米合热班', '茹仙古丽']
const uyghurMale = ['买买提', '艾合买提', '阿布都热合曼', '吐尔逊', '依明江', '玉素甫', '艾尼瓦尔', '库尔班']
const uyghurFathers = ['艾比布力', '吾守尔', '买买提', '托合提', '阿不都拉', '卡德尔', '热合曼', '司马义']

/** A made-up name. In Xinjiang (region 65) half are Uyghur ones: own name, dot, father's name. */
export function makeName(chance: Chance, sex: 'female' | 'male', region: string): string {
  if (region === '65' && chance.happens(0.5)) {
    return `${chance.pick(sex === 'female' ? uyghurFemale : uyghurMale)}·${chance.pick(uyghurFathers)}`
  }
  if (chance.happens(0.003)) return chance.pick(rareNames)
  const surname = chance.happens(0.01) ? chance.pick(doubleSurnames) : chance.pick(commonSurnames)
  const characters = sex === 'female' ? femaleCharacters : maleCharacters
  const second = chance.happens(0.82) ? chance.pick(characters) : ''
  return `${surname}${chance.pick(characters)}${second}`
}
