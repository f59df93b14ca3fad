import { expect, test } from 'vitest'
import { pathTo } from './path-to.ts'
import type { Route } from './route.ts'
import { routes } from './routes.ts'

const all = Object.entries<Route>(routes)

test.each(all)('%s describes the parameters its path has', (name, { params }) => {
  const named = [...name.matchAll(/:(\w+)/g)].map(([, each]) => each)
  expect(Object.keys(params?.properties ?? {})).toEqual(named)
})

test('no two routes have the same operation id', () => {
  expect(new Set(all.map(([, { operationId }]) => operationId)).size).toBe(all.length)
})

test('a path has its parameters and what of its query is given', () => {
  expect(pathTo('GET /api/runs')).toBe('/api/runs')
  expect(pathTo('POST /api/runs/:id/cancel', { params: { id: 'a/b' } })).toBe('/api/runs/a%2Fb/cancel')
  const query = { version: 3, format: 'csv', cursor: undefined } as const
  expect(pathTo('GET /api/registry/:dataset/records', { params: { dataset: 'flights' }, query })).toBe(
    '/api/registry/flights/records?version=3&format=csv',
  )
})
