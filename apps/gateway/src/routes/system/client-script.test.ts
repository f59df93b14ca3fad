import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { silentLog } from '@syndicate/logging'
import Fastify from 'fastify'
import { afterAll, describe, expect, test } from 'vitest'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { problemDetails } from '../../http/answers/problem-details.ts'
import { sharedSchemas } from '../../http/schemas.ts'
import { clientScript } from './client-script.ts'

const script = 'export const answer = 42\n'.repeat(10)
const folder = mkdtempSync(join(tmpdir(), 'syndicate-built-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function served(folder: string) {
  const app = Fastify() as unknown as App
  app.decorateRequest('problem', null)
  problemDetails(app)
  sharedSchemas(app)
  const gateway = { config: { api: { client: { cacheSeconds: 60 } } }, log: silentLog } as unknown as Gateway
  await clientScript(app, gateway, folder)
  return (headers: Record<string, string> = {}, name = 'client.min.js') =>
    app.inject({ url: `/api/js/${name}`, headers })
}

test('says that there is no build, and serves it as soon as there is', async () => {
  const get = await served(folder)
  const missing = await get()
  expect([missing.statusCode, missing.json<{ code: string }>().code]).toEqual([503, 'unavailable'])
  expect(missing.json<{ detail: string }>().detail).toContain('pnpm build')

  writeFileSync(join(folder, 'client.min.js'), script)
  writeFileSync(join(folder, 'client.min.js.zst'), zstdCompressSync(script))
  writeFileSync(join(folder, 'client.min.js.gz'), gzipSync(script))
  writeFileSync(join(folder, 'client.min.js.map'), '{}')
  expect((await get()).body).toBe(script)
})

describe('the file', () => {
  test('comes in the best coding the client takes and the build made', async () => {
    const get = await served(folder)
    const zstd = await get({ 'accept-encoding': 'gzip, deflate, br, zstd' })
    expect(zstd.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-encoding': 'zstd',
      'cache-control': 'public, max-age=60',
      vary: 'accept-encoding',
      etag: expect.stringMatching(/^"[\w-]{22}-zstd"$/),
    })
    expect(zstdDecompressSync(zstd.rawPayload).toString()).toBe(script)
    const gzip = await get({ 'accept-encoding': 'br, gzip, zstd;q=0' })
    expect(gzip.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(gzip.rawPayload).toString()).toBe(script)
    const plain = await get()
    expect([plain.headers['content-encoding'], plain.body]).toEqual([undefined, script])
    expect(new Set([zstd, gzip, plain].map(({ headers }) => headers.etag)).size).toBe(3)
    expect((await get({}, 'client.min.js.map')).headers['content-type']).toBe('application/json; charset=utf-8')
  })

  test('is not sent to whoever has it, and is once it changed', async () => {
    const get = await served(folder)
    const etag = (await get()).headers.etag!
    for (const had of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await get({ 'if-none-match': had })
      expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', etag])
      expect(again.headers).toMatchObject({ 'cache-control': 'public, max-age=60', vary: 'accept-encoding' })
    }
    expect((await get({ 'if-none-match': etag, 'accept-encoding': 'zstd' })).statusCode).toBe(200)

    writeFileSync(join(folder, 'client.min.js'), `${script}// changed\n`)
    const changed = await (await served(folder))({ 'if-none-match': etag })
    expect(changed.statusCode).toBe(200)
    expect(changed.headers.etag).not.toBe(etag)
  })
})
