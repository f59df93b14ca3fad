import { expect, it } from 'vitest'
import { errorOf } from './client-error.ts'

it('names the proxy that refused, where there are no problem details', async () => {
  const page = '<html><center><h1>413 Request Entity Too Large</h1></center></html>'
  const byNginx = new Response(page, { status: 413, headers: { server: 'nginx/1.22.1' } })
  expect(await errorOf(byNginx)).toMatchObject({ code: 'http', status: 413, message: 'nginx/1.22.1 refused it (413)' })
  expect((await errorOf(new Response(page, { status: 502 }))).message).toBe('A proxy refused it (502)')
})

it('says what the server says, where that answered', async () => {
  const problem = { code: 'input-too-large', detail: 'The input may have at most 10 bytes' }
  expect(await errorOf(Response.json(problem, { status: 413 }))).toMatchObject({ ...problem, message: problem.detail })
})
