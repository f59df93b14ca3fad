import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InvalidArgumentError } from 'commander'
import { describe, expect, it } from 'vitest'
import { patchOperations, removeOperation, setOperation } from './json-patch.ts'
import { pointInTime } from './point-in-time.ts'
import { wholeNumber } from './whole-number.ts'

describe('a patch', () => {
  it.each([
    ['/cpu=99', { op: 'add', path: '/cpu', value: 99 }],
    ['/note=a=b', { op: 'add', path: '/note', value: 'a=b' }],
    ['/a/b={"c":[1]}', { op: 'add', path: '/a/b', value: { c: [1] } }],
    ['/text="7"', { op: 'add', path: '/text', value: '7' }],
    ['/empty=', { op: 'add', path: '/empty', value: '' }],
  ])('puts %s', (text, operation) => expect(setOperation(text)).toEqual(operation))

  it('takes away, and is read whole from text or a file', () => {
    expect(removeOperation('/note')).toEqual({ op: 'remove', path: '/note' })
    const patch = [{ op: 'test', path: '/a', value: 1 }]
    const folder = mkdtempSync(join(tmpdir(), 'syndicate-patch-'))
    writeFileSync(join(folder, 'p.json'), JSON.stringify(patch))
    expect(patchOperations(JSON.stringify(patch), folder)).toEqual(patch)
    expect(patchOperations('@p.json', folder)).toEqual(patch)
    rmSync(folder, { recursive: true })
  })

  it.each([
    () => setOperation('cpu=99'),
    () => setOperation('/cpu'),
    () => removeOperation('note'),
    () => patchOperations('{}', '/'),
    () => patchOperations('@nowhere.json', '/nowhere'),
  ])('is refused when it is none: %s', (parse) => expect(parse).toThrow(InvalidArgumentError))
})

describe('a time', () => {
  const now = Date.UTC(2026, 0, 2, 3, 4, 5)
  it.each([
    ['2026-01-01', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T12:00:00+02:00', '2026-01-01T10:00:00.000Z'],
    ['90s', '2026-01-02T03:02:35.000Z'],
    ['2h', '2026-01-02T01:04:05.000Z'],
    ['7d', '2025-12-26T03:04:05.000Z'],
  ])('%s', (text, time) => expect(pointInTime(text, now)).toBe(time))

  it.each(['yesterday', '7', '2h ago', '2026-13-01', ''])('is not "%s"', (text) => {
    expect(() => pointInTime(text, now)).toThrow(InvalidArgumentError)
  })
})

it.each(['0', '11', '1.5', '-1', '', 'x', '1e1'])('%s is no whole number from 1 to 10', (text) => {
  expect(() => wholeNumber(1, 10)(text)).toThrow(InvalidArgumentError)
  expect(wholeNumber(1, 10)('10')).toBe(10)
})
