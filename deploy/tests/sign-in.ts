export interface Caller {
  /** Starts a run of telemetry, and waits for its end. */
  start(payload: object): Promise<{ status: number; state: string }>
  /** The text of an answer, which has to be a good one. */
  read(path: string): Promise<string>
  issueKey(): Promise<string>
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

  async function ask(path: string, body?: object): Promise<Response> {
    const asked = await fetch(
      `${url}${path}`,
      body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers },
    )
    if (!asked.ok) throw new Error(`${path}: ${asked.status} ${await asked.text()}`)
    return asked
  }
  return {
    async start(payload) {
      const asked = await ask('/api/etl/start', { dataType: 'TELEMETRY', payload })
      return { status: asked.status, ...((await asked.json()) as { state: string }) }
    },
    read: async (path) => (await ask(path)).text(),
    async issueKey() {
      const asked = await ask('/api/keys', { name: 'load', scopes: ['start', 'read'] })
      return ((await asked.json()) as { key: string }).key
    },
  }
}
