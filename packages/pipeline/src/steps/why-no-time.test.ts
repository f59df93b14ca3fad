import { expect, test } from 'vitest'
import { castTimestamp } from './cast-timestamp.ts'
import { whyNoTime } from './why-no-time.ts'

test.each([
  ['2026-03-01T24:00:00Z', ', hours go from 0 to 23'],
  ['2016-12-31T23:59:60Z', ', seconds go from 0 to 59: a leap second has no place on this clock'],
  ['2026-03-01T12:00:00+01:00[Europe/Berlin]', ', leave out the name of the zone in brackets'],
  ['Mayday 1 2026', ', no month is called "Mayday"'],
  ['3 Décoy 2026', ', no month is called "Décoy"'],
  ['2026-03-01 12:00 CEST', ', "CEST" may be several zones: write an offset as +01:00'],
  ['01.02.2026', ', day or month first? Say which with formats, such as %d.%m.%Y'],
  ['1/2/26 9:30 pm', ', day or month first? Say which with formats, such as %d.%m.%Y'],
  ['20260301', ', a day without signs between may be a number: write 2026-03-01'],
  ['99999999999999999999', ', as a number it lies outside of 1990 to 2100'],
  ['2026-02-30', ', there is no such day or hour, or its end is no offset as +01:00'],
  ['Mon, 01 Mar 2026 12:00:00 GMT', ', the weekday is not that of the date'],
  ['Foo, 01 Mar 2026 12:00:00 GMT', ', no month is called "Foo"'],
  ['noon', ''],
  ['', ''],
])('%s', (text, why) => {
  expect(castTimestamp(text)).toBeUndefined()
  expect(whyNoTime(text)).toBe(why)
})

test('of a long text nothing is said, at once', () => {
  const began = performance.now()
  expect(whyNoTime(`1${'['.repeat(300_000)}`)).toBe('')
  expect(performance.now() - began).toBeLessThan(500)
})
