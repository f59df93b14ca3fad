import Fastify from 'fastify'
import { expect, test } from 'vitest'
import type { App } from '../app-type.ts'
import { leadBelowBase, withoutBase } from './base-path.ts'

test.each([
  ['/etl/api/runs?limit=1', '/api/runs?limit=1'],
  ['/api/runs', '/api/runs'],
  ['/etl', '/'],
  ['/etl/', '/'],
  ['/etl?q=a', '/?q=a'],
  ['/etlx/api', '/etlx/api'],
  ['/etl/etl', '/etl'],
])('%s is asked for as %s', (url, known) => {
  expect(withoutBase('/etl', url)).toBe(known)
})

test('where answers lead to is below the base', async () => {
  const app = Fastify() as unknown as App
  leadBelowBase(app, '/etl')
  app.get('/', async (_request, reply) => reply.header('link', '</b?c=1>; rel="next"').redirect('/a'))
  app.get('/away', async (_request, reply) => reply.redirect('https://elsewhere.example/'))
  expect(() => app.get('/etl/x', async () => '')).toThrow('choose another path')
  const { headers } = await app.inject('/')
  expect([headers.location, headers.link]).toEqual(['/etl/a', '</etl/b?c=1>; rel="next"'])
  expect((await app.inject('/away')).headers.location).toBe('https://elsewhere.example/')
})
