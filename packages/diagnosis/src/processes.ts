import type { PresentProcess } from '@syndicate/broker'
import type { Condition } from '@syndicate/catalog'
import type { Config } from '@syndicate/config'
import { stages, type Finding } from '@syndicate/contracts'
import { ok, warning, wrong } from './finding.ts'

/** Whether there are as many of each as there should be, of one version, and PostgreSQL has connections for them. */
export function judgeProcesses(present: readonly PresentProcess[], config: Config): Finding[] {
  return [workersOf(present), versionsOf(present), gatewaysOf(present, config)]
}

function workersOf(present: readonly PresentProcess[]): Finding {
  const code = 'workers'
  const workers = present.filter(({ kind }) => kind === 'worker')
  const mend = 'Start one; runs are accepted and wait until then'
  if (workers.length === 0) return wrong(code, 'No worker is there', mend)
  const without = stages.filter((stage) => !workers.some((worker) => worker.stages.includes(stage)))
  if (without.length > 0) return wrong(code, `No worker takes jobs of ${without.join(', ')}`, mend)
  return ok(code, `${workers.length} ${workers.length === 1 ? 'worker' : 'workers'}, and all stages are taken`)
}

function versionsOf(present: readonly PresentProcess[]): Finding {
  const code = 'versions'
  const versions = Map.groupBy(present, ({ version, jobVersion }) => `${version} (jobs ${jobVersion})`)
  if (versions.size <= 1) return ok(code, `all are ${[...versions.keys()][0] ?? 'gone'}`)
  const told = [...versions].map(([version, those]) => `${version}: ${those.map(nameOf).join(', ')}`)
  const mend = 'Nothing, while they are being replaced; else replace those that were left behind'
  return warning(code, `Versions differ. ${told.join('; ')}`, mend)
}

export function nameOf({ kind, host }: Pick<PresentProcess, 'kind' | 'host'>): string {
  return `${kind} on ${host}`
}

function gatewaysOf(present: readonly PresentProcess[], { api }: Config): Finding {
  const code = 'gateways'
  const count = present.filter(({ kind }) => kind === 'gateway').length
  const told = api.limits.gateways
  const what = `${count} ${count === 1 ? 'gateway lives' : 'gateways live'}, and api.limits.gateways says ${told}`
  if (count <= told) return ok(code, what)
  return warning(code, what, `Set it to ${count}: while Redis is away, each lets its share of the limits through`)
}

export function judgeConnections(present: readonly PresentProcess[], { connections }: Condition): Finding {
  const code = 'connections'
  const wanted = present.reduce((sum, { connections: own }) => sum + own, 0)
  const what = `Gateways and workers may open ${wanted} connections to PostgreSQL, which has ${connections.most} (${connections.open} are open)`
  if (connections.open >= connections.most) {
    return wrong(code, what, 'Raise max_connections, lower performance.databasePool, or end who else holds them')
  }
  if (wanted <= connections.most) return ok(code, what)
  return warning(code, what, 'Raise max_connections, or lower performance.databasePool, before they are needed')
}
