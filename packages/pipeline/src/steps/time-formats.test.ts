import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RecipeError } from '../recipe-error.ts'
import { readTimes } from './time-formats.ts'

/** The time, what is odd about its hour, or undefined. */
function read(text: unknown, formats: string | string[], zone?: string): string | undefined {
  const times = readTimes({ to: 'timestamp', formats: [formats].flat(), ...(zone && { zone }) }, 'at')
  return times.cast(text) ?? (times.whyNot(text).slice(2) || undefined)
}

test.each<[text: unknown, formats: string | string[], time: string | undefined]>([
  ['01.02.2026 13:45', '%d.%m.%Y %H:%M', '2026-02-01T13:45:00.000Z'],
  [' 1.2.2026 ', '%-d.%-m.%Y', '2026-02-01T00:00:00.000Z'],
  ['1.2.2026', '%d.%m.%Y', undefined],
  ['02/01/26 01:45:06 pm', '%m/%d/%y %I:%M:%S %p', '2026-02-01T13:45:06.000Z'],
  ['12/31/69 12:00 AM', '%m/%d/%y %I:%M %p', '1969-12-31T00:00:00.000Z'],
  ['12/31/68 12:00 PM', '%m/%d/%y %I:%M %p', '2068-12-31T12:00:00.000Z'],
  ['02/01/26 13:00 PM', '%m/%d/%y %I:%M %p', undefined],
  ['Sun, 1 FEB 2026', '%a, %-d %b %Y', '2026-02-01T00:00:00.000Z'],
  ['Mon, 1 Feb 2026', '%a, %-d %b %Y', undefined],
  ['February  1, 2026', '%B %e, %Y', '2026-02-01T00:00:00.000Z'],
  ['20260201134506.123456', '%Y%m%d%H%M%S.%f', '2026-02-01T13:45:06.123456Z'],
  ['2026-02-01 13:45:06.5 +0130', '%F %T.%f %z', '2026-02-01T12:15:06.500Z'],
  ['2026-02-01T13:45Z', '%FT%R%z', '2026-02-01T13:45:00.000Z'],
  ['2026-02-01 13:45 +99:00', '%F %R %z', undefined],
  ['100 % am 01.02.2026', '100 %% am %d.%m.%Y', '2026-02-01T00:00:00.000Z'],
  ['29.02.2026', '%d.%m.%Y', undefined],
  ['01.02.2026 24:00', '%d.%m.%Y %H:%M', undefined],
  ['01.02.2026 23:59:60', '%d.%m.%Y %T', undefined],
  ['01.02.2026x', '%d.%m.%Y', undefined],
  ['01x02x2026', '%d.%m.%Y', undefined],
  ['2026-02-01', ['%d.%m.%Y', '%F'], '2026-02-01T00:00:00.000Z'],
  ['13/01/2026', ['%m/%d/%Y', '%d/%m/%Y'], '2026-01-13T00:00:00.000Z'],
  ['01/02/2026', ['%m/%d/%Y', '%d/%m/%Y'], '2026-01-02T00:00:00.000Z'],
  ['2026-02-01T00:00:00Z', '%d.%m.%Y', undefined],
  [20260201, '%Y%m%d', undefined],
])('%j by %j', (text, formats, time) => expect(read(text, formats)).toBe(time))

test.each([
  ['01.07.2026 12:00', 'Europe/Berlin', '2026-07-01T10:00:00.000Z'],
  ['01.01.2026 12:00', 'Europe/Berlin', '2026-01-01T11:00:00.000Z'],
  ['29.03.2026 01:59', 'Europe/Berlin', '2026-03-29T00:59:00.000Z'],
  ['29.03.2026 02:00', 'Europe/Berlin', 'which the clocks of Europe/Berlin skip'],
  ['29.03.2026 02:59', 'Europe/Berlin', 'which the clocks of Europe/Berlin skip'],
  ['29.03.2026 03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
  ['25.10.2026 01:59', 'Europe/Berlin', '2026-10-24T23:59:00.000Z'],
  ['25.10.2026 02:00', 'Europe/Berlin', 'which Europe/Berlin has twice; send the offset'],
  ['25.10.2026 02:59', 'Europe/Berlin', 'which Europe/Berlin has twice; send the offset'],
  ['25.10.2026 03:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
  // Half an hour, and the other way round.
  ['04.10.2026 02:15', 'Australia/Lord_Howe', 'which the clocks of Australia/Lord_Howe skip'],
  ['05.04.2026 01:45', 'Australia/Lord_Howe', 'which Australia/Lord_Howe has twice; send the offset'],
  // A day that was left out.
  ['30.12.2011 12:00', 'Pacific/Apia', 'which the clocks of Pacific/Apia skip'],
  ['01.01.2026 12:00', '+05:30', '2026-01-01T06:30:00.000Z'],
])('%s by the clocks of %s', (text, zone, time) => {
  expect(read(text, '%d.%m.%Y %H:%M', zone)).toBe(time)
})

test('an offset in the text says which of two hours it is', () => {
  const both = ['2026-10-25 02:30 +0200', '2026-10-25 02:30 +0100'].map((text) =>
    read(text, '%F %R %z', 'Europe/Berlin'),
  )
  expect(both).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'])
})

test('any instant, written by the clocks of a zone with its offset, comes back', () => {
  const zones = fc.constantFrom('Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC')
  const instants = fc.integer({ min: Date.UTC(1990), max: Date.UTC(2040) })
  fc.assert(
    fc.property(instants, zones, (ms, zone) => {
      const there = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone)
      const plain = there.toPlainDateTime().toString({ fractionalSecondDigits: 3 }).replace('T', ' ')
      const iso = new Date(ms).toISOString()
      expect(read(`${plain} ${there.offset}`, '%F %T.%f %z', zone)).toBe(iso)
      expect([iso, `which ${zone} has twice; send the offset`]).toContain(read(plain, '%F %T.%f', zone))
    }),
  )
})

test.each([
  ['%Q', 'at.formats[0]', /It has %Q; known are %Y .*%-d/],
  ['%-Y', 'at.formats[0]', /It has %-Y/],
  ['%d.%m.%Y %', 'at.formats[0]', /It has %;/],
  ['%H:%M', 'at.formats[0]', /It says no year/],
  ['%Y-%d', 'at.formats[0]', /It says no month/],
  ['%F %d', 'at.formats[0]', /It says the day twice/],
  ['%F %I:%M', 'at.formats[0]', /%I and %p belong together/],
])('%s is no format', (format, path, told) => {
  const attempt = () => readTimes({ to: 'timestamp', formats: [format] }, 'at')
  expect(attempt).toThrow(told)
  expect(attempt).toThrow(expect.objectContaining({ path }) as RecipeError)
})

test('a zone that is none is refused', () => {
  expect(() => readTimes({ to: 'timestamp', formats: ['%F'], zone: 'Mars/Olympus' }, 'at')).toThrow(
    'There is no time zone Mars/Olympus',
  )
})
