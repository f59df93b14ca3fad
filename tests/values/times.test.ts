import { afterAll, expect, test } from 'vitest'
import { signIn } from '../acceptance/client.ts'
import { startSystem } from '../acceptance/system.ts'
import { outcomeOf } from './outcome.ts'

const system = await startSystem({
  workers: 1,
  config: {
    pipelines: `
      with-time: { format: csv, steps: [ { cast: { at: timestamp } } ] }
      with-zone:
        format: csv
        steps:
          - cast: { at: { to: timestamp, formats: ['%d.%m.%Y %H:%M', '%F %R %z'], zone: Europe/Berlin } }
    `,
  },
})
afterAll(() => system.stop())
const user = await signIn(system.url)

test('times are read as databases, mail and counters print them, and two instants stay two', async () => {
  const times = ['2026-01-01 00:00:00+00', '2026-01-01 00:00:00 UTC', '"Thu, 01 Jan 2026 00:00:00 +0000"', '1767225600']
  const fine = ['2026-01-01T00:00:00.123456Z', '1767225600123457']
  const { published, refused } = await outcomeOf(
    user,
    { pipeline: 'with-time' },
    `at,n\n${[...times, ...fine].map((at) => `${at},1\n`).join('')}`,
  )
  expect(refused).toEqual([])
  expect(published.map((line) => (JSON.parse(line) as { at: string }).at)).toEqual([
    ...times.map(() => '2026-01-01T00:00:00.000Z'),
    '2026-01-01T00:00:00.123456Z',
    '2026-01-01T00:00:00.123457Z',
  ])
})

test('times are read as many programs print them', async () => {
  const noon = [
    '2026-03-01 12:00:00 +00:00',
    '20260301T120000Z',
    '2026-03-01T13:00:00+01',
    '"Sun, 01 Mar 2026 12:00:00 GMT"',
    '01/Mar/2026:12:00:00 +0000',
    '2026/03/01 12:00:00',
    '2026-03-01T12Z',
    'Sun Mar  1 12:00:00 2026',
    '2026-03-01T13:00:00 +0100',
  ]
  const { published } = await outcomeOf(
    user,
    { pipeline: 'with-time' },
    `at,n\n${[...noon, '01-Mar-2026', '2026-03-01 12:00:00.123456-08'].map((at) => `${at},1\n`).join('')}`,
  )
  expect(published.map((line) => (JSON.parse(line) as { at: string }).at)).toEqual([
    ...noon.map(() => '2026-03-01T12:00:00.000Z'),
    '2026-03-01T00:00:00.000Z',
    '2026-03-01T20:00:00.123456Z',
  ])
})

test('numbers are times since 1970, to the last of their digits', async () => {
  const numbers = ['1767225600', '1767225600.123456', '1767225600123', '1767225600123456', '1767225600123456789']
  const { published, refused } = await outcomeOf(
    user,
    { pipeline: 'with-time', format: 'ndjson' },
    [...numbers, '20260301', '-1.2345'].map((at) => `{"at":${at}}\n`).join(''),
  )
  expect(published).toEqual(
    ['000', '123456', '123', '123456', '123456789'].map((fraction) => `{"at":"2026-01-01T00:00:00.${fraction}Z"}`),
  )
  expect(refused).toHaveLength(2)
})

test('what only looks like a time is refused, and the reason says what is wrong in it', async () => {
  const input =
    'at,n\nMayday 1 2026,1\n20260301,1\n2026-03-01T24:00:00Z,1\n2016-12-31T23:59:60Z,1\n2026-03-01T12:00:00+01:00[Europe/Berlin],1\n"Mon, 01 Mar 2026 12:00:00 GMT",1\n01/02/2026,1\n'
  const { refused } = await outcomeOf(user, { pipeline: 'with-time' }, input)
  expect(refused).toEqual([
    'cast-failed: "at" is no timestamp: "Mayday 1 2026", no month is called "Mayday"',
    'cast-failed: "at" is no timestamp: "20260301", a day without signs between may be a number: write 2026-03-01',
    'cast-failed: "at" is no timestamp: "2026-03-01T24:00:00Z", hours go from 0 to 23',
    'cast-failed: "at" is no timestamp: "2016-12-31T23:59:60Z", seconds go from 0 to 59: a leap second has no place on this clock',
    'cast-failed: "at" is no timestamp: "2026-03-01T12:00:00+01:00[Europe/Berlin]", leave out the name of the zone in brackets',
    'cast-failed: "at" is no timestamp: "Mon, 01 Mar 2026 12:00:00 GMT", the weekday is not that of the date',
    'cast-failed: "at" is no timestamp: "01/02/2026", day or month first? Say which with formats, such as %d.%m.%Y',
  ])
})

test('times in formats of their own are read by the clocks of their zone, and odd hours are refused', async () => {
  const input =
    'at,n\n01.07.2026 12:00,1\n29.03.2026 02:30,2\n25.10.2026 02:30,3\n2026-10-25 02:30 +0200,4\n2026-07-01,5\n,6\n'
  const { published, refused } = await outcomeOf(user, { pipeline: 'with-zone' }, input)
  expect(published.map((line) => (JSON.parse(line) as { at: string }).at)).toEqual([
    '2026-07-01T10:00:00.000Z',
    '2026-10-25T00:30:00.000Z',
    null,
  ])
  expect(refused).toEqual([
    'cast-failed: "at" is no timestamp: "29.03.2026 02:30", which the clocks of Europe/Berlin skip',
    'cast-failed: "at" is no timestamp: "25.10.2026 02:30", which Europe/Berlin has twice; send the offset',
    'cast-failed: "at" is no timestamp: "2026-07-01"',
  ])
})
