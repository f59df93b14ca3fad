import { expect, test } from 'vitest'
import { createSource } from '../fuse/source.ts'
import { compileExpression } from './compile-expression.ts'
import { writeExpression } from './write-expression.ts'

type Row = Record<string, unknown>

/** The value, or `asked` when the interpreter had to be. */
function valueOf(text: string, row: Row): unknown {
  const source = createSource()
  const result = writeExpression(source, compileExpression(text, 'steps[0]'), 'value', () => 'asked')
  source.add(`return ${result}`)
  return (source.compile('row') as (row: Row) => unknown)(row)
}

const row = {
  cpu: 30.25,
  mem: 10,
  host: 'web-1',
  none: null,
  up: true,
  nested: { a: { b: 'x' } },
  disks: [{ used: 10 }, { used: 97, mounts: ['/', '/var'] }],
  'odd name': '\u{1f600}',
}

test.each<[expression: string, value: unknown]>([
  ['(cpu + mem) / 2.0', 20.125],
  ['2 * cpu - 1', 59.5],
  ['-cpu % 7', -2.25],
  ['cpu > 80 || mem >= 10.0 ? "warn" : "ok"', 'warn'],
  ['cpu > 80 && missing > 1', false],
  ['has(record.missing) ? missing : 0.0', 0],
  ['has(nested.a.b) && !has(nested.c)', true],
  ['none == null && cpu != "30"', true],
  ['host == "web-1" && up', true],
  ['host in ["web-1", "web-2"]', true],
  ['host.startsWith("web") && host.contains("-") && !host.endsWith("x")', true],
  ['host.matches("^web-[0-9]+$")', true],
  ['host.upperAscii() + ":" + string(mem)', 'WEB-1:10'],
  ['size(record["odd name"]) + 0.5', 1.5],
  ['record.nested.a.b', 'x'],
  ['disks.exists(d, d.used > 95)', true],
  ['disks.exists(d, d.used > 100)', false],
  ['disks.all(d, d.used > 5)', true],
  ['disks.all(d, d.used > 50)', false],
  ['disks.all(cpu, cpu.used > 95) || disks.exists(d, has(d.mounts) && d.mounts.exists(m, m == "/var"))', true],
  ['disks.all(record, record.used > 5) && record.cpu > 30', true],
  ['disks.exists(cpu, cpu.used < 30) && cpu > 30', true],
  ['1', 1],
])('%s needs no interpreter', (expression, value) => {
  expect(valueOf(expression, row)).toBe(value)
})

test.each([
  'missing + 1',
  'missing == 1 || true',
  'cpu + host',
  'cpu / 0',
  'nested == nested',
  'record',
  'nested',
  '1 + 1',
  '7 / 2',
  '9007199254740993',
  '(up ? 1 : mem) / 2',
  '[1, 2]',
  'host.map(c, c)',
  'host.all(c, c == "")',
  'nested.exists(key, key == "a")',
  'disks.exists(d, d.full)',
  'timestamp(host)',
  '1u',
])('%s is for the interpreter', (expression) => {
  expect(valueOf(expression, row)).toBe('asked')
})

test('names that every object has are those of the record alone', () => {
  expect(valueOf('record.a', { a: 1, constructor: 'x' })).toBe(1)
  expect(valueOf('constructor', { constructor: 'x' })).toBe('x')
  expect(valueOf('constructor', {})).toBe('asked')
  expect(valueOf('a.length', { a: [1] })).toBe('asked')
})

test('texts are compared by code points', () => {
  expect(valueOf('a < b', { a: '\uffff', b: '\u{1f600}' })).toBe(true)
  expect(valueOf('a < "\\U0001F600"', { a: '\uffff' })).toBe(true)
  expect(valueOf('a.lowerAscii() + b.trim()', { a: 'ÅRHUS', b: '\u0085\ufeff ' })).toBe('Århus\ufeff')
})
