import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { consolePaths } from '../src/routes/system/console.ts'
import { openGateway } from './fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'syndicate-console-'))
const gateway = await openGateway({ consoleDir: folder })
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const get = (path: string, headers = {}) => fetch(gateway.url + path, { headers })

describe('the console', () => {
  test('that is not built says so, and is there as soon as it is', async () => {
    const answer = await get('/')
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
      503,
      expect.stringContaining('not built'),
    ])
    mkdirSync(join(folder, 'assets'))
    writeFileSync(join(folder, 'index.html'), '<title>Syndicate</title>')
    writeFileSync(join(folder, 'assets/index-1a2b.js'), 'export {}')
    expect(await (await get('/')).text()).toBe('<title>Syndicate</title>')
  })

  test('is one document at every address of its pages, asked for anew each time, that runs nothing from elsewhere', async () => {
    for (const path of consolePaths) {
      const { status, headers } = await get(path.replace(/:\w+/, 'x'))
      const policy = headers.get('content-security-policy') ?? ''
      expect([path, status, headers.get('cache-control')]).toEqual([path, 200, 'no-cache'])
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
      expect(policy).not.toMatch(/unsafe|\*/)
    }
    const etag = (await get('/')).headers.get('etag') ?? ''
    expect((await get('/', { 'if-none-match': etag })).status).toBe(304)
  })

  test('has assets that are kept for ever, and no others', async () => {
    const { status, headers } = await get('/assets/index-1a2b.js')
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
      200,
      'text/javascript; charset=utf-8',
      'public, max-age=31536000, immutable',
    ])
    for (const path of ['/assets/index-gone.js', '/assets/..%2findex.html', '/assets/', '/nothing'])
      expect((await get(path)).status).toBe(404)
  })

  test('leads a browser home from an address that nobody knows, and tells programs as ever', async () => {
    const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
    const page = await get('/no/such/page', html)
    expect([page.status, page.headers.get('content-type'), page.headers.get('cache-control')]).toEqual([
      404,
      'text/html; charset=utf-8',
      'no-store',
    ])
    expect(await page.text()).toBe('<title>Syndicate</title>')
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
    for (const [path, headers] of [
      ['/no/such/page', {}],
      ['/api/no/such', html],
      ['/assets/no/such', html],
      ['/docs/no-such', html],
    ] as const) {
      const answer = await get(path, headers)
      expect([path, answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        path,
        404,
        'route-not-found',
      ])
    }
    expect((await fetch(`${gateway.url}/no/such`, { method: 'POST', headers: html })).status).toBe(404)
  })

  test('leaves the rest to the rest', async () => {
    expect((await get('/api/runs')).status).toBe(401)
    expect((await get('/docs/')).headers.get('content-security-policy')).not.toContain("default-src 'none'")
    expect((await get('/api/nothing', { accept: 'text/html' })).status).toBe(404)
  })
})
