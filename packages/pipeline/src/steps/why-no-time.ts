import { monthNames, placeOfName, weekdayNames } from './time-names.ts'

/** In characters: whatever is longer is no time with a mistake in it. */
const longestTime = 100
/** Words that stand in a time and are no month or weekday. */
const otherWords = /^(?:t|z|ut|utc|gmt|am|pm)$/i

/** Each by what it looks like: the first that fits says what is wrong. */
const mistakes: [RegExp, string][] = [
  [/^(?:19|20)\d\d[01]\d[0-3]\d$/, 'a day without signs between may be a number: write 2026-03-01'],
  [/\[.*\]$/, 'leave out the name of the zone in brackets'],
  [/[T ]24:/, 'hours go from 0 to 23'],
  [/[T ]\d\d:\d\d:60/, 'seconds go from 0 to 59: a leap second has no place on this clock'],
  [/^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}/, 'day or month first? Say which with formats, such as %d.%m.%Y'],
  [/^\d{9,}(?:\.\d+)?$/, 'as a number it lies outside of 1990 to 2100'],
  [/^\d{4}-\d\d-\d\d(?:$|[T ])/, 'there is no such day or hour, or its end is no offset as +01:00'],
]

/** What is wrong with a text that is no timestamp, behind a comma; '' when that is not plain. */
export function whyNoTime(text: string): string {
  const trimmed = text.trim()
  if (trimmed.length > longestTime || !/\d/.test(trimmed)) return ''
  const word = /\p{L}+/gu
  for (const [name] of trimmed.replace(/\[.*$/, '').matchAll(word)) {
    if (otherWords.test(name) || placeOfName(monthNames, name) > 0 || placeOfName(weekdayNames, name) > 0) continue
    return /^[A-Z]{2,5}$/.test(name)
      ? `, "${name}" may be several zones: write an offset as +01:00`
      : `, no month is called "${name}"`
  }
  if (/^[A-Z][a-z]{2},? (?:\d{1,2} )?[A-Z][a-z]{2} /.test(trimmed)) return `, the weekday is not that of the date`
  const mistake = mistakes.find(([pattern]) => pattern.test(trimmed))
  return mistake ? `, ${mistake[1]}` : ''
}
