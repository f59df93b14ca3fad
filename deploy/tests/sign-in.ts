export interface Caller {
  url: string
  cookie: string
  csrf: string
  /** Starts a run of telemetry, and waits for its end. */
  start(payload: object): Promise<{ status: number; state: string }>
  /** Uploads telemetry, and waits for the end of its run. */
  upload(lines: string): Promise<{ state: string; counts: { loaded: number } }>
  /** The text of an answer, which has to be a good one. */
  read(path: string): Promise<string>
  issueKey(): Promise<string>
  /** Who has signed in or failed to, by the audit trail: each address once, in order. */
  addresses(): Promise<string[]>
}

/** Signs in as a browser would, cookies and all. */
export async function signIn(url: string, username: string, password: string): Promise<Caller> {
  const json = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ username, password }),
  })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  const { csrf } = (await answer.json()) as { csrf: string }
  const cookie = answer.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')
  const headers = { ...json, cookie, 'x-csrf-token': csrf, prefer: 'wait=20' }

  async function ask(path: string, body?: object | string): Promise<Response> {
    const text = typeof body === 'object' ? JSON.stringify(body) : body
    const asked = await fetch(`${url}${path}`, { headers, ...(text !== undefined && { method: 'POST', body: text }) })
    if (!asked.ok) throw new Error(`${path}: ${asked.status} ${await asked.text()}`)
    return asked
  }
  return {
    url,
    cookie,
    csrf,
    async start(payload) {
      const asked = await ask('/api/etl/start', { dataType: 'TELEMETRY', payload })
      return { status: asked.status, ...((await asked.json()) as { state: string }) }
    },
    async upload(lines) {
      const asked = await ask('/api/etl/upload?pipeline=telemetry&format=ndjson', lines)
      return (await asked.json()) as { state: string; counts: { loaded: number } }
    },
    read: async (path) => (await ask(path)).text(),
    async addresses() {
      const asked = await ask('/api/audit?kind=session.login&limit=50')
      const { entries } = (await asked.json()) as { entries: { address: string }[] }
      return [...new Set(entries.map(({ address }) => address))].toSorted()
    },
    async issueKey() {
      const asked = await ask('/api/keys', { name: 'load', scopes: ['start', 'read'] })
      return ((await asked.json()) as { key: string }).key
    },
  }
}
