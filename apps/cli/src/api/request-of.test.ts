import { expect, it } from 'vitest'
import { fieldOf, headerOf, pathOf, withQuery } from './request-of.ts'

const server = 'https://etl.example.org'

it.each([
  ['/api/runs', '/api/runs'],
  ['runs?limit=1', '/api/runs?limit=1'],
  ['api/runs', '/api/runs'],
  ['/health', '/health'],
  ['https://etl.example.org/api/runs?since=2026-01-01T00:00:00Z', '/api/runs?since=2026-01-01T00:00:00Z'],
])('%s is asked at %s', (text, path) => expect(pathOf(text, server)).toBe(path))

it.each([
  'https://elsewhere.org/api/runs',
  '//elsewhere.org/api',
  '/\\elsewhere.org',
  'http://etl.example.org/api/runs',
  'file:///etc/passwd',
])('%s is not asked: it is elsewhere', (text) => expect(() => pathOf(text, server)).toThrow('is no path at'))

it('takes fields as JSON, or else as text, into a query too', () => {
  const fields = ['limit=10', 'name=a=b', 'on=true', 'text="7"', 'filter={"a":1}', 'none='].map(fieldOf)
  expect(fields).toEqual([
    ['limit', 10],
    ['name', 'a=b'],
    ['on', true],
    ['text', '7'],
    ['filter', { a: 1 }],
    ['none', ''],
  ])
  expect(withQuery('/api/runs?x=1', fields.slice(0, 3))).toBe('/api/runs?x=1&limit=10&name=a%3Db&on=true')
  expect(() => fieldOf('limit')).toThrow('is no field')
  expect([headerOf('Accept: text/csv'), headerOf('x:')]).toEqual([
    ['accept', 'text/csv'],
    ['x', ''],
  ])
  expect(() => headerOf('text/csv')).toThrow('is no header')
})
