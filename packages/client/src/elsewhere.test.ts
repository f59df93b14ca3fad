import { expect, test } from 'vitest'
import { createClient } from './create-client.ts'

test('a path that leads elsewhere is not asked: nobody else is shown the key', async () => {
  const asked: string[] = []
  const fetch = async (address: string | URL | Request) => {
    asked.push(address as string)
    return Response.json({})
  }
  const client = createClient({
    url: 'https://etl.example.org',
    key: 'syn_key',
    fetch,
  })
  const ask = client.raw as unknown as (route: string) => Promise<Response>
  await expect(ask('GET //evil.example/p')).rejects.toThrow('is no path at')
  expect((await ask('GET /api/runs')).status).toBe(200)
  expect(asked).toEqual(['https://etl.example.org/api/runs'])
})
