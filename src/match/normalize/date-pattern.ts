import { lazy } from '../../util/lazy.ts'

/** Names of months, in the form that stands in a date. English comes first, then the languages with most speakers. */
const months = [
  'January February March April May June July August September October November December',
  'Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec',
  'enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre',
  'janvier février mars avril mai juin juillet août septembre octobre novembre décembre',
  'janv févr avr juil déc',
  'janeiro fevereiro março abril maio junho julho setembro outubro novembro dezembro',
  'Januar Jänner Februar März Mai Juni Juli Oktober Dezember',
  'gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre',
  'januari februari mrt maart mei augustus augusti maj juni juli oktober',
  'marts desember mar maj',
  'maaliskuuta tammikuuta helmikuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta',
  'ledna února března dubna května června července srpna září října listopadu prosince',
  'Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου',
  'Maret Agustus Desember Januari Februari Juni Juli Oktober',
  'stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia',
  'января февраля марта апреля мая июня июля августа сентября октября ноября декабря',
  'Ιαν Φεβ Μαρ Απρ Ιουν Ιουλ Αυγ Σεπ Οκτ Νοε Δεκ',
  'янв февр мар апр авг сент окт нояб дек',
  'січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня',
  'січ лют бер квіт трав черв лип серп вер жовт лист груд',
  'ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık',
]

const weekdays = [
  'Monday Tuesday Wednesday Thursday Friday Saturday Sunday',
  'Mon Tues Tue Wed Thurs Thu Fri Sat Sun',
  'lunes martes miércoles jueves viernes sábado domingo',
  'lundi mardi mercredi jeudi vendredi samedi dimanche',
  'segunda-feira terça-feira quarta-feira quinta-feira sexta-feira',
  'Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonnabend Sonntag',
  'lunedì martedì mercoledì giovedì venerdì sabato domenica',
  'maandag dinsdag woensdag donderdag vrijdag zaterdag zondag',
  'måndag mandag tisdag tirsdag onsdag torsdag fredag lördag lørdag söndag søndag',
  'poniedziałek wtorek środa czwartek piątek sobota niedziela',
  'понедельник вторник среда четверг пятница суббота воскресенье',
  'понеділок вівторок середа четвер неділя',
  'maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai',
  'pondělí úterý středa čtvrtek pátek sobota neděle',
  'Δευτέρα Τρίτη Τετάρτη Πέμπτη Παρασκευή Σάββατο Κυριακή',
  'Senin Selasa Rabu Kamis Jumat Sabtu Minggu',
  'pazartesi salı çarşamba perşembe cuma cumartesi pazar',
]

/** Matches one of the words, with or without a capital, the longest first. */
function oneOf(lists: readonly string[]): string {
  const words = [...new Set(lists.flatMap((list) => list.split(' ')))].sort((a, b) => b.length - a.length)
  return `(?:${words.map((word) => `[${word[0]!.toLowerCase()}${word[0]!.toUpperCase()}]${word.slice(1)}`).join('|')})`
}

/** `\b` knows only ASCII letters. */
const begin = String.raw`(?<![\p{L}\p{N}_])`
const end = String.raw`(?![\p{L}\p{N}_])`

/**
 * Dates as programs write them into prompts, with the weekday before and the time of day after them: in ISO 8601, in
 * numbers of any country, and in words of the languages that most software speaks.
 */
export const datePattern: () => RegExp = lazy(() => {
  const month = oneOf(months)
  /** Only English writes the month first. `May` and `March` are verbs too, but not with a capital and a number. */
  const englishMonth = `(?:${[...months[0]!.split(' '), ...months[1]!.split(' ')].join('|')})`
  const weekday = String.raw`${oneOf(weekdays)}\.?(?:,? (?:den |de |le |el )?| )`
  const day = String.raw`\d{1,2}(?:st|nd|rd|th|er|º|\.)?`
  const year = String.raw`(?:,? (?:de |of )?\d{4}(?: [гр]\.)?(?: ${oneOf(weekdays)})?)`
  const halfOfDay = '(?:[AaPp]\\.?[Mm]\\b\\.?|[μΜπΠ]\\.[μΜ]\\.)'
  const clockTime = String.raw`(?:(?:凌晨|早上|上午|中午|下午|晚上|午前|午後|오전|오후) ?)?\d{1,2}[:.]\d\d(?:[:.]\d\d(?:[.,]\d+)?)?(?!\d)(?: ?${halfOfDay})?`
  const joint = '(?:,? (?:at |um |à |a las |às |alle |alle ore |kl\\.? |klo |om |о |pukul |στις |[вvо] )?)'
  return new RegExp(
    [
      String.raw`(?<!\d)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:(?:T| )\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?Z| ?[+-]\d\d:?\d\d)?)?(?!\d)`,
      String.raw`${begin}(?:${weekday})?${day} (?:de |of )?${month}${end}\.?${year}?(?:${joint}${clockTime})?`,
      String.raw`${begin}(?:${weekday})?${englishMonth}\.? ${day}${year}?${end}(?:${joint}${clockTime})?`,
      String.raw`${begin}(?:${weekday})?(?:\d{1,2}([./-]) ?\d{1,2}\1 ?\d{4}|\d{4}\. \d{1,2}\. \d{1,2}\.|\d\d\. \d{1,2}\. \d{1,2}\.|\d{4}([./])\d{1,2}\2\d{1,2}|\d{1,2}/\d{1,2}/\d{2}|\d\d\.\d\d\.\d\d)${end}(?:${joint}${clockTime})?`,
      String.raw`\d{4}[年년] ?\d{1,2}[月월] ?\d{1,2}[日일](?: ?[（(]?(?:[月火水木金土日](?:曜日)?|[월화수목금토일]요일|(?:星期|周)[一二三四五六日天])[）)]?)?(?: ?${clockTime})?`,
    ]
      .join('|')
      // `Intl` writes spaces that do not break.
      .replaceAll(' ', '[ \\u00a0\\u2009\\u202f]'),
    'gu',
  )
})
