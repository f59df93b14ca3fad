import { bySeverity, diagnose, judgeArrival } from '@syndicate/diagnosis'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

/** For so long what was found is good for whoever asks next: to look costs connections. */
const freshMs = 5_000

/** @param untrustedProxies who has sent `X-Forwarded-For` without being trusted to */
export function diagnosisRoute(app: App, gateway: Gateway, untrustedProxies: ReadonlySet<string>): void {
  let looking: ReturnType<typeof diagnose> | undefined
  let lookedAt = Number.NEGATIVE_INFINITY

  bind(app, 'GET /api/system/diagnosis', async ({ protocol, hostname, ip }) => {
    if (!looking || performance.now() - lookedAt > freshMs) {
      lookedAt = performance.now()
      looking = diagnose({ ...gateway, provider: gateway.oidc?.provider ?? null })
      looking.catch(() => (looking = undefined))
    }
    const { findings, processes } = await looking
    const arrival = { protocol, hostname, address: ip, untrustedProxies: [...untrustedProxies] }
    return {
      at: new Date().toISOString(),
      findings: bySeverity([...findings, ...judgeArrival(arrival, gateway.config)]),
      processes: processes.map(({ kind, version, host, stages, startedAt }) => ({
        kind,
        version,
        host,
        stages: [...stages],
        startedAt: new Date(startedAt).toISOString(),
      })),
    }
  })
}
