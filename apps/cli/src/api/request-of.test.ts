import { expect, it } from 'vitest'
import { bodyOf, fieldOf, headerOf, pathOf, withQuery } from './request-of.ts'

const server = 'https://etl.example.org'

it.each([
  ['/api/runs', '/api/runs'],
  ['runs?limit=1', '/api/runs?limit=1'],
  ['api/runs', '/api/runs'],
  ['/health', '/health'],
  ['https://etl.example.org/api/runs?since=2026-01-01T00:00:00Z', '/api/runs?since=2026-01-01T00:00:00Z'],
])('%s is asked at %s', (text, path) => expect(pathOf(text, server)).toBe(path))

it.each(['runs', '/api/runs', '/etl/api/runs', 'https://etl.example.org/etl/api/runs'])(
  '%s is asked at /api/runs, below the path of the server',
  (text) => expect(pathOf(text, `${server}/etl`)).toBe('/api/runs'),
)

it.each([
  'https://elsewhere.org/api/runs',
  '//elsewhere.org/api',
  '/\\elsewhere.org',
  '/x/..//elsewhere.org/p',
  '/x/..\\/elsewhere.org/p',
  'https://etl.example.org//elsewhere.org/p',
  'http://etl.example.org/api/runs',
  'file:///etc/passwd',
])('%s is not asked: it is elsewhere', (text) => expect(() => pathOf(text, server)).toThrow('is no path at'))

it('takes fields as JSON, or else as text, and into a query as they are written', () => {
  const fields = ['limit=10', 'name=a=b', 'on=true', 'text="7"', 'filter={"a":1}', 'none='].map(fieldOf)
  expect(JSON.parse(bodyOf(fields))).toEqual({
    limit: 10,
    name: 'a=b',
    on: true,
    text: '7',
    filter: { a: 1 },
    none: '',
  })
  expect(withQuery('/api/runs?x=1', fields.slice(0, 4))).toBe('/api/runs?x=1&limit=10&name=a%3Db&on=true&text=7')
  const numbers = ['id=12345678901234567890', 'big=1e999', 'version=1.0'].map(fieldOf)
  expect(withQuery('/api/runs', numbers)).toBe('/api/runs?id=12345678901234567890&big=1e999&version=1.0')
  expect(() => fieldOf('limit')).toThrow('is no field')
  expect([headerOf('Accept: text/csv'), headerOf('x:')]).toEqual([
    ['accept', 'text/csv'],
    ['x', ''],
  ])
  expect(() => headerOf('text/csv')).toThrow('is no header')
})

it.each(['12345678901234567890', '1e999', '0.1234567890123456789', '{"a":[-9007199254740993]}'])(
  'sends no number that would become another one: %s',
  (value) => expect(() => bodyOf([fieldOf(`n=${value}`)])).toThrow('would not stay'),
)

it.each([
  ['1.0', 1],
  ['-0.10e2', -10],
  ['1E21', 1e21],
  ['0.000', 0],
  ['"12345678901234567890"', '12345678901234567890'],
  ['{"1e999":["\\"1e999", 0.1]}', { '1e999': ['"1e999', 0.1] }],
  ['1e', '1e'],
])('%s goes into a body', (written, value) =>
  expect(JSON.parse(bodyOf([fieldOf(`n=${written}`)]))).toEqual({ n: value }),
)
