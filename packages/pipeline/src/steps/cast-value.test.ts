import type { CastType } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { castValue } from './cast-value.ts'

const refused = undefined

test.each<[CastType, [value: unknown, result: unknown][]]>([
  [
    'number',
    [
      [1.5, 1.5],
      ['1.5', 1.5],
      [' -2e3 ', -2000],
      ['+.5', 0.5],
      ['5.', 5],
      ['', refused],
      [' ', refused],
      ['0x10', refused],
      ['1e999', refused],
      ['1,5', refused],
      ['NaN', refused],
      [true, refused],
      [[], refused],
    ],
  ],
  [
    'integer',
    [
      [3, 3],
      ['3', 3],
      ['3.0', 3],
      [3.5, refused],
      ['9007199254740993', refused],
      [2 ** 53, refused],
    ],
  ],
  [
    'boolean',
    [
      [true, true],
      [false, false],
      ['true', true],
      [' FALSE ', false],
      [1, true],
      [0, false],
      ['1', true],
      ['0', false],
      [2, refused],
      ['yes', refused],
      ['', refused],
    ],
  ],
  [
    'string',
    [
      ['a', 'a'],
      [1.5, '1.5'],
      [true, 'true'],
      [{ a: [1] }, '{"a":[1]}'],
    ],
  ],
  [
    'timestamp',
    [
      ['2026-01-02T03:04:05.678Z', '2026-01-02T03:04:05.678Z'],
      ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000Z'],
      ['2026-01-02T03:04:05.123456+02:00', '2026-01-02T01:04:05.123Z'],
      ['2026-01-02 03:04-0130', '2026-01-02T04:34:00.000Z'],
      ['2026-01-02T03:04:05', '2026-01-02T03:04:05.000Z'],
      [' 2024-02-29 ', '2024-02-29T00:00:00.000Z'],
      ['2024-12-31T23:59:59.999Z', '2024-12-31T23:59:59.999Z'],
      ['Jun 20 1975', '1975-06-20T00:00:00.000Z'],
      ['20 June 1975', '1975-06-20T00:00:00.000Z'],
      [1_700_000_000, '2023-11-14T22:13:20.000Z'],
      [1_700_000_000.5, '2023-11-14T22:13:20.500Z'],
      [1_700_000_000_000, '2023-11-14T22:13:20.000Z'],
      [-1, '1969-12-31T23:59:59.000Z'],
      ['2023-02-29', refused],
      ['2026-04-31T00:00:00.000Z', refused],
      ['2026-13-01', refused],
      ['2026-01-02T24:00:00Z', refused],
      ['2026-01-02T03:04:05+99:00', refused],
      ['Foo 20 1975', refused],
      ['1700000000', refused],
      ['yesterday', refused],
      [1e300, refused],
      [true, refused],
    ],
  ],
])('%s', (type, cases) => {
  for (const [value, result] of cases) expect([value, castValue[type](value)]).toEqual([value, result])
})
