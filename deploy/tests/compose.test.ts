import { statSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { failToSignInFrom } from './elsewhere.ts'
import { misreadInputs, startLoad } from './load.ts'
import type { Caller } from './sign-in.ts'
import { password, startStack } from './start-stack.ts'
import { whatIsMissing, type Stack } from './stack.ts'

const port = 13_003
/** Of PostgreSQL and Redis, and the same as .env takes it. */
const [anyLetters, quoted] = ['p@ss/w:rd$ \'#"', `'p@ss/w:rd$ \\'#"'`]
const services = ['gateway', 'worker', 'proxy', 'postgres', 'redis'] as const
const missing = whatIsMissing()
let stack: Stack
let signInAsAda: () => Promise<Caller>
let ada: Caller

const everyId = async () => (await Promise.all(services.map((each) => stack.idsOf(each)))).flat()
const countRecords = async () => (await ada.read('/api/registry/telemetry/records')).trim().split('\n').length
const isReady = () =>
  fetch(`${stack.url}/ready`).then(
    ({ ok }) => ok,
    () => false,
  )

async function until<T>(what: () => Promise<T>, holds: (value: T) => boolean, seconds: number): Promise<T> {
  for (const end = Date.now() + seconds * 1000; ; await pause(500)) {
    const value = await what()
    if (holds(value) || Date.now() > end) return value
  }
}

describe.skipIf(missing !== undefined)(`the stack of docker-compose.yml${missing ? `: ${missing}` : ''}`, () => {
  beforeAll(async () => {
    const passwords = [`POSTGRES_PASSWORD=${quoted}`, `REDIS_PASSWORD=${quoted}`]
    ;({ stack, signInAsAda } = await startStack(port, ['GATEWAYS=2', 'WORKERS=2', ...passwords]))
    ada = await signInAsAda()
  })
  afterAll(() => stack?.remove())

  it('has as many of each as .env says, and a second up recreates none', async () => {
    const before = await everyId()
    expect(before).toHaveLength(7)
    await stack.compose('up --build --detach')
    expect(await everyId()).toEqual(before)
  })

  it('publishes what is sent through the proxy, under passwords of any letters', async () => {
    const run = await ada.start({ cpu: 12, mem: 1, timestamp: '2026-01-01T00:00:01Z' })
    expect(run).toMatchObject({ status: 200, state: 'published' })
    expect(await countRecords()).toBe(1)
    const shown = await Promise.all((await everyId()).map((id) => stack.sh(`docker top ${id} -eo pid,args`)))
    expect(shown.join('\n')).toContain('redis-server')
    expect(shown.join('\n')).not.toContain(anyLetters)
  })

  it('knows who asks, through the proxy and one before it, and believes nobody from elsewhere', async () => {
    const failSaidToBeFrom = (address: string) =>
      fetch(`${stack.url}/api/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
        body: JSON.stringify({ username: 'ada', password: 'another' }),
      })
    await failSaidToBeFrom('203.0.113.9')
    // What a caller says of itself stands before what its proxy says of it.
    await failSaidToBeFrom('198.51.100.1, 192.168.7.7')
    await failToSignInFrom('10.87.134.3', stack, 'proxy', '203.0.113.66')
    const known = ['203.0.113.9', '192.168.7.7', '10.87.133.1', '10.87.134.3']
    await expect.poll(() => ada.addresses(), { timeout: 10_000, interval: 500 }).toEqual(known.toSorted())
  })

  it('answers through the proxy while Redis hangs', async () => {
    const [redis] = await stack.idsOf('redis')
    const isReady = () => fetch(`${stack.url}/ready`).then(({ ok }) => ok)
    await stack.sh(`docker pause ${redis}`)
    try {
      expect(await until(isReady, (ready) => !ready, 10)).toBe(false)
      // Longer than it would take to count each gateway as gone, for the proxy and for Compose.
      for (const end = Date.now() + 30_000; Date.now() < end; await pause(1_000)) expect(await countRecords()).toBe(1)
      const gateways = await stack.idsOf('gateway')
      const health = await Promise.all(gateways.map((each) => stack.inspect(each, '{{.State.Health.Status}}')))
      expect(health).toEqual(['healthy', 'healthy'])
    } finally {
      await stack.sh(`docker unpause ${redis}`)
    }
    expect(await until(isReady, Boolean, 30)).toBe(true)
  })

  it('finds a frozen worker unhealthy by the command that Compose runs', async () => {
    const [worker] = await stack.idsOf('worker')
    const healthOf = () => stack.inspect(worker!, '{{.State.Health.Status}}')
    expect(await until(healthOf, (each) => each === 'healthy', 60)).toBe('healthy')
    const processes = await stack.sh(`docker top ${worker} -eo pid,args`)
    const pid = Number(/^\s*(\d+)\s+node /m.exec(processes)![1])
    process.kill(pid, 'SIGSTOP')
    try {
      expect(await until(healthOf, (each) => each === 'unhealthy', 90)).toBe('unhealthy')
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    expect(await until(healthOf, (each) => each === 'healthy', 60)).toBe('healthy')
  })

  it('fails no request while deploy/roll.sh replaces every gateway and worker', async () => {
    const before = await everyId()
    const load = startLoad(stack.url, await ada.issueKey())
    await stack.sh('./deploy/roll.sh')
    await load.stop()
    const { report } = load
    expect(report.failed).toEqual([])
    expect(report.asked).toBeGreaterThan(500)
    await expect.poll(() => stack.unfinished(), { timeout: 60_000 }).toBe(0)
    expect(await misreadInputs(await ada.read('/api/registry/telemetry/records'), report)).toEqual([])
    // Each gateway drained, and the proxy went elsewhere before its port was closed.
    const [proxy] = await stack.idsOf('proxy')
    const drained = /is DOWN, reason: Layer7 wrong status, code: 503/g
    expect((await stack.sh(`docker logs ${proxy}`)).match(drained)).toHaveLength(2)
    const after = await everyId()
    expect(after).toHaveLength(before.length)
    expect(after.filter((id) => before.includes(id))).toHaveLength(3)
    await stack.compose('up --detach')
    expect(await everyId()).toEqual(after)
  })

  it('goes on as it is where deploy/roll.sh brings up what does not get well', async () => {
    const before = await everyId()
    await stack.sh('cp syndicate.yaml good.yaml; echo "nonsense: 1" >> syndicate.yaml')
    await expect(stack.sh('./deploy/roll.sh')).rejects.toThrow('does not get well')
    await stack.sh('cat good.yaml > syndicate.yaml')
    expect(await everyId()).toEqual(before)
  })

  it('keeps everything through down and up', async () => {
    const records = await countRecords()
    await stack.compose('down')
    await stack.compose('up --detach')
    await until(isReady, Boolean, 60)
    ada = await signInAsAda()
    expect(await countRecords()).toBe(records)
    expect(await ada.start({ cpu: 13, mem: 1, timestamp: '2026-01-01T00:00:02Z' })).toMatchObject({
      state: 'published',
    })
  })

  it('is looked after by the command that a gateway has', async () => {
    const [gateway] = await stack.idsOf('gateway')
    const within = (command: string) => `docker exec --interactive ${gateway} syndicate ${command}`
    await stack.sh(within('login --username ada --password-stdin'), password)
    const key = await stack.sh(within('keys issue doctor --scope administer --days 1'))
    const doctor = `SYNDICATE_KEY=${key} docker exec --env SYNDICATE_KEY ${gateway} syndicate doctor --json`
    expect(await stack.sh(`${doctor} || true`)).toContain('postgres')
  })

  it('goes back to a moment as docs/backup.md says', async () => {
    await stack.follow('Archive every change with Compose')
    await stack.follow('A base backup with Compose')
    await until(isReady, Boolean, 60)
    const records = await countRecords()
    const now = await stack.compose("exec -T postgres psql --username=syndicate -At -c 'select clock_timestamp()'")
    expect(await ada.start({ cpu: 14, mem: 1, timestamp: '2026-01-01T00:00:03Z' })).toMatchObject({
      state: 'published',
    })
    await stack.follow('Go back to a moment with Compose', { WHEN: now })
    await until(isReady, Boolean, 60)
    expect(await countRecords()).toBe(records)
    expect(await ada.start({ cpu: 15, mem: 1, timestamp: '2026-01-01T00:00:04Z' })).toMatchObject({
      state: 'published',
    })
    expect(await countRecords()).toBe(records + 1)
  })

  it('is of a small image that has the command, and neither configuration nor secrets', async () => {
    expect(Number(await stack.sh(`docker image inspect --format '{{.Size}}' ${stack.image}`))).toBeLessThan(350e6)
    const within = (command: string) => stack.sh(`docker run --rm ${stack.image} sh -c '${command}'`)
    expect(await within('syndicate --version')).toMatch(/^\d+\.\d+\.\d+$/)
    expect(await within('ls -a /app; ls /app/node_modules/.pnpm')).not.toMatch(
      /^(\.env|secrets|pipelines|syndicate\.yaml|\.git|node-linux.*)$/m,
    )
    const statusOf = (path: string) => statSync(path).mode & 0o777
    expect(statusOf(await stack.sh('readlink -f .env'))).toBe(0o600)
  })
})
