import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

const zero = { chunks: 1, ms: 1 }
const cookie = 'gsession=token'

/** An HTTP server that answers the demo's calls as the contract says; `lose` records of every run never come back. */
export async function fakeGateway(lose = 0): Promise<{ url: string; [Symbol.asyncDispose](): Promise<void> }> {
  const runs = new Map<string, { dataset: string; records: number; polls: number }>()

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://gateway')
    const json = (status: number, value: unknown, headers = {}) =>
      response.writeHead(status, headers).end(JSON.stringify(value))
    if (url.pathname === '/api/auth/login') {
      return void json(
        200,
        { userId: 'u', csrf: 'c', message: '' },
        { 'set-cookie': [`${cookie}; Secure; HttpOnly; Path=/`, 'csrfToken=c; Secure; Path=/'] },
      )
    }
    if (!request.headers.cookie?.includes(cookie))
      return void json(401, { code: 'unauthenticated', title: 'Sign in first' })
    if (url.pathname === '/api/etl/upload') {
      if (request.headers['x-csrf-token'] !== 'c') return void json(403, { code: 'csrf', title: 'CSRF' })
      const dataset = url.searchParams.get('dataset') ?? ''
      let text = ''
      for await (const bytes of request) text += String(bytes)
      const records =
        url.searchParams.get('format') === 'json'
          ? (JSON.parse(text) as unknown[]).length
          : text.trimEnd().split('\n').length - 1
      runs.set(dataset, { dataset, records, polls: 0 })
      return void json(202, { runId: dataset, state: 'accepted', dataset, links: {} })
    }
    const [, , kind, name = ''] = url.pathname.split('/')
    if (kind === 'quarantine')
      return void json(200, { groups: [{ code: 'cast-failed', stage: 'transform', count: 1 }] })
    const run = runs.get(name)
    if (!run) return void json(404, { code: 'run-not-found', title: 'Not found' })
    run.polls += 1
    // The limit is met once on the way.
    if (kind === 'runs' && run.polls === 1) return void json(429, { code: 'too-many-requests' }, { 'retry-after': '0' })
    const loaded = run.records - 1
    const version = { version: 1, runId: name, records: loaded, bytes: 1, publishedAt: '' }
    if (url.pathname.endsWith('/records')) return void response.end('{}\n'.repeat(loaded - lose))
    if (kind === 'registry')
      return void json(200, { name, mode: 'replace', head: 1, records: loaded, versions: [version] })
    const counts = { in: run.records, loaded, quarantined: 1, duplicate: 0, filtered: 0 }
    const stages = { extract: zero, transform: zero, load: zero, validate: zero }
    const state = run.polls > 2 ? 'published' : 'running'
    return void json(200, {
      runId: name,
      state,
      dataset: name,
      counts,
      chunks: 1,
      stages,
      version: 1,
      error: null,
      finishedAt: new Date().toISOString(),
    })
  }

  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
