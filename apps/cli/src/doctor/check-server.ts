import type { AnswerTo, RoutePath } from '@syndicate/contracts'
import type { Finding } from './check.ts'

/** A clock that is off by more makes times in lists and filters misleading; by much more, sessions end at once. */
const toleratedSkewMs = { warning: 2_000, error: 10_000 }
const patienceMs = 5_000

type Readiness = Partial<AnswerTo<'GET /ready'>>

/** Whether the server answers, what it is, what it depends on, and whether its clock agrees. The first one says whether to go on. */
export async function checkServer(url: string, now: () => number = Date.now): Promise<Finding[]> {
  const ask: Ask = (path) => fetch(url + path, { signal: AbortSignal.timeout(patienceMs) })
  let health: Response
  const startedAt = now()
  try {
    health = await ask('/health')
  } catch (error) {
    const advice = 'Is it started (`pnpm start`), and is this its address? --url or SYNDICATE_URL names another one.'
    return [
      {
        name: 'server',
        ok: false,
        found: `${url} cannot be reached: GET /health, for ${patienceMs / 1000} s: ${reasonOf(error)}`,
        advice,
        exit: 'unavailable',
      },
    ]
  }
  const tookMs = now() - startedAt
  const alive = health.ok && ((await health.json().catch(() => null)) as { status?: string } | null)?.status === 'alive'
  if (!alive) {
    const advice = 'Something else listens there: check the address, and the proxy in between if there is one.'
    return [
      {
        name: 'server',
        ok: false,
        found: `${url} answers ${health.status}, but is no Syndicate`,
        advice,
        exit: 'unavailable',
      },
    ]
  }
  const [version, ready] = await Promise.all([checkVersion(ask), checkReady(ask)])
  return [
    { name: 'server', ok: true, found: `${url} answers in ${tookMs} ms` },
    ...checkTransport(new URL(url)),
    version,
    ...ready,
    checkClock(health, startedAt + tookMs / 2),
  ]
}

/** Over a network, keys and sessions want TLS. */
function checkTransport({ protocol, hostname }: URL): Finding[] {
  if (protocol === 'https:' || /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname)) return []
  const found = 'plain HTTP: what is sent can be read on the way, keys and passwords as well'
  return [
    { name: 'transport', ok: true, warning: true, found, advice: 'Use https://, with a proxy before the server.' },
  ]
}

type Ask = (path: RoutePath | '/docs/json') => Promise<Response>

async function checkVersion(ask: Ask): Promise<Finding> {
  const answer = await ask('/docs/json')
    .then((response) => response.json())
    .catch(() => null)
  const version = (answer as { info?: { version?: string } } | null)?.info?.version
  if (version !== undefined) return { name: 'version', ok: true, found: version }
  return {
    name: 'version',
    ok: false,
    found: 'the server does not say which',
    advice: 'Is /docs open on this server?',
    exit: 'failed',
  }
}

async function checkReady(ask: Ask): Promise<Finding[]> {
  const readiness = (await ask('/ready')
    .then((response) => response.json())
    .catch(() => ({}))) as Readiness
  const { dependencies = [] } = readiness
  if (dependencies.length === 0) {
    return [
      { name: 'ready', ok: false, found: 'the server does not say', advice: 'Look into its log.', exit: 'unavailable' },
    ]
  }
  return dependencies.map(({ name, state, ms }) => {
    if (state === 'up') return { name, ok: true, found: `up, answers in ${ms} ms` }
    return { name, ok: false, found: state, advice: adviceFor(name), exit: 'unavailable' }
  })
}

function adviceFor(name: string): string {
  if (name === 'redis')
    return 'Runs are accepted and wait until it is back; start it, or correct REDIS_URL of the server.'
  return 'Nothing is accepted until it is back; start it, or correct DATABASE_URL of the server.'
}

/** The header is to the second: half a one is nobody's fault. */
function checkClock(answer: Response, here: number): Finding {
  const there = Date.parse(answer.headers.get('date') ?? '') + 500
  if (Number.isNaN(there)) return { name: 'clock', ok: true, found: 'the server does not say' }
  const skewMs = here - there
  const seconds = Math.round(Math.abs(skewMs) / 1000)
  if (Math.abs(skewMs) <= toleratedSkewMs.warning) return { name: 'clock', ok: true, found: 'agrees with the server’s' }
  const found = `${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} the server’s`
  const advice = 'Set the clock of this machine or of the server (NTP).'
  if (Math.abs(skewMs) <= toleratedSkewMs.error) return { name: 'clock', ok: true, warning: true, found, advice }
  return { name: 'clock', ok: false, found, advice, exit: 'failed' }
}

export function reasonOf(error: unknown): string {
  let inner = error
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause
  return inner instanceof Error ? inner.message || inner.name : String(inner)
}
