/** A text in one spelling, to be searched, with the way back to where its characters stood. All lists are as long as the text. */
export interface FoldedText {
  /** Compatibility forms taken apart (NFKD), without marks and invisible characters, in small letters. */
  readonly text: string
  /** The same with every digit, of other scripts and Chinese numerals too, as an ASCII one. */
  readonly digits: string
  /** Where the character began and ended in the text as given, in UTF-16 units. */
  readonly starts: readonly number[]
  readonly ends: readonly number[]
  /** Whether the character was a capital, or of a script that has none. */
  readonly capitals: readonly boolean[]
}

const chineseDigits = new Map(
  ['〇零', '一壹幺弌', '二贰弍', '三叁弎', '四肆', '五伍', '六陆', '七柒', '八捌', '九玖'].flatMap((signs, value) =>
    [...signs].map((sign) => [sign, String(value)] as const),
  ),
)
/** Zeros of the digits that scripts of China have besides: Arabic, Persian and Uyghur, Tibetan, Mongolian. NFKD leaves them. */
const zeros = [0x0660, 0x06f0, 0x0f20, 0x1810]

/** What folding leaves as it is, but for its case: most of a text. */
const isPlain = /^[\t\n -~一-鿿]$/

/** Folds character by character: what looks the same becomes the same. */
export function foldText(text: string): FoldedText {
  const starts: number[] = []
  const ends: number[] = []
  const capitals: boolean[] = []
  let folded = ''
  let at = 0
  for (const character of text) {
    const end = at + character.length
    const plain = isPlain.test(character) ? character : character.normalize('NFKD').replace(/[\p{M}\p{Cf}]/gu, '')
    const small = plain.toLowerCase()
    folded += small
    for (let unit = 0; unit < small.length; unit += 1) {
      starts.push(at)
      ends.push(end)
      capitals.push(plain === plain.toUpperCase())
    }
    at = end
  }
  return { text: folded, digits: withAsciiDigits(folded), starts, ends, capitals }
}

function withAsciiDigits(text: string): string {
  return text.replace(/[〇零一-鿿\u0660-\u0669\u06F0-\u06F9\u0F20-\u0F29\u1810-\u1819]/g, (sign) => {
    const zero = zeros.find((first) => sign.charCodeAt(0) >= first && sign.charCodeAt(0) < first + 10)
    return zero === undefined ? (chineseDigits.get(sign) ?? sign) : String(sign.charCodeAt(0) - zero)
  })
}
