import { lazy } from '../../util/lazy.ts'

/** Small words of sentences: passwords of several words have none of them. */
const small = lazy(
  () =>
    new Set(
      `a about all an and any are as at be been but by can cannot could did do does for from had has have he her his how i if in into is it its
least less may more most must need needs never no not of on one or our out please she should so some such than that the their them then there they
this to too under use was we were what when where which who why will with without would you your
der die das ein eine ist sind und oder nicht mit zu zum zur von für auf muss bitte ihr ihre kein keine
le la les un une est et ou pas pour avec de du des dans doit votre vous
el los las una es y no para con del por su debe que
il lo gli non per con della deve di che
o os as um uma não para com do da deve seu sua
het een niet met voor van moet uw je`
        .split(/\s+/)
        // A letter alone is no word.
        .filter((word) => word.length > 1),
    ),
)

/** Whether a text is a sentence, a phrase or a list of words, and no passphrase. */
export function isProse(text: string): boolean {
  const isAscii = !/[^\0-\x7f]/.test(text)
  if (isAscii && !/\s/.test(text)) return false
  // Scripts without blanks have no passwords that people type.
  if (!isAscii && /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{4}/u.test(text)) return true
  const words = text.split(/\s+/).filter(Boolean)
  if (words.length < 2 || words.some((word) => /\d/.test(word) && /[a-z]/i.test(word))) return false
  if (words.some((word) => small().has(word.toLowerCase().replaceAll(/[^\p{L}]/gu, '')))) return true
  // `MD, PhD`, `Reset it!`, words of several scripts, names with capitals.
  if (/\p{L}[,;:.!?]?$/u.test(text) && /\p{L}[,;:.!?](\s|$)/u.test(text)) return true
  return !isAscii || (words.length > 2 && /^\p{Lu}/u.test(text))
}
