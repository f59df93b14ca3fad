import type { Broker, PresentProcess } from '@syndicate/broker'
import type { Catalog, Condition } from '@syndicate/catalog'
import type { Config } from '@syndicate/config'
import type { Finding } from '@syndicate/contracts'
import { within } from '@syndicate/timing'
import { judgeClocks, type Clock } from './clocks.ts'
import { wrong } from './finding.ts'
import { examineMail } from './mail.ts'
import { examinePostgres, judgeMigrations } from './postgres.ts'
import { judgeConnections, judgeProcesses, nameOf } from './processes.ts'
import { examineProvider, type SignInProvider } from './provider.ts'
import { examineRedis } from './redis.ts'
import { examineRoom } from './room.ts'
import { judgeSettings } from './settings.ts'

/** Longest that one part may take, in milliseconds. */
const patienceMs = 5_000

interface Diagnosed {
  findings: Finding[]
  processes: PresentProcess[]
}

interface Parts {
  config: Config
  catalog: Catalog
  broker: Broker
  /** Null where none is set up. */
  provider: SignInProvider | null
}

/** Looks at a system that runs, as one of its gateways sees it. What does not answer is a finding, and takes five seconds at most. */
export async function diagnose({ config, catalog, broker, provider }: Parts): Promise<Diagnosed> {
  const [postgres, redis, processes, aheadMs, mail, signIn] = await Promise.all([
    inTime(examinePostgres(catalog, config), () => ({ condition: null, findings: [late('postgres', 'PostgreSQL')] })),
    inTime(examineRedis(broker, config), () => [late('redis', 'Redis')]),
    // That Redis is away is said already.
    inTime(broker.presence.list(), () => null).catch(() => null),
    inTime(broker.presence.clockAheadMs(), () => null).catch(() => null),
    examineMail(config),
    examineProvider(config, provider),
  ])
  const { condition } = postgres
  return {
    processes: processes ?? [],
    findings: [
      ...postgres.findings,
      ...(condition ? [judgeMigrations(condition)] : []),
      ...redis,
      ...(processes ? judgeProcesses(processes, config) : []),
      ...(processes && condition ? [judgeConnections(processes, condition)] : []),
      ...judgeClocks(clocksOf(processes ?? [], aheadMs, condition)),
      ...mail,
      ...signIn,
      ...(await examineRoom(condition?.dataDirectory ?? null)),
      ...judgeSettings(config),
    ],
  }
}

/** By Redis' clock, as processes say; this gateway knows PostgreSQL's by its own. */
function clocksOf(processes: PresentProcess[], aheadMs: number | null, condition: Condition | null): Clock[] {
  const own = aheadMs ?? 0
  return [
    ...(aheadMs === null ? [{ of: 'this gateway', aheadMs: 0 }] : [{ of: 'Redis', aheadMs: 0 }]),
    ...(condition ? [{ of: 'PostgreSQL', aheadMs: own - condition.clockAheadMs }] : []),
    ...processes.map((present) => ({ of: `the ${nameOf(present)}`, aheadMs: present.clockAheadMs })),
  ]
}

function inTime<T, L>(promised: Promise<T>, onLate: () => L): Promise<T | L> {
  return within(patienceMs, promised, onLate)
}

function late(code: string, name: string): Finding {
  return wrong(code, `${name} has not answered within ${patienceMs / 1000} s`, 'Is it busy, frozen, or out of reach?')
}
