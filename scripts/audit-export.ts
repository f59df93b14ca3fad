import { parseArgs } from 'node:util'
import { createCatalog } from '@syndicate/catalog'
import { auditKindsOf } from '@syndicate/contracts'
import { auditLine } from './src/audit-line.ts'
import { loadOrExit } from './src/load-or-exit.ts'

const { values } = parseArgs({
  options: { kind: { type: 'string' }, since: { type: 'string' }, until: { type: 'string' } },
})
const group = values.kind as keyof typeof auditKindsOf | undefined
const times = { since: values.since, until: values.until }
const badTime = Object.entries(times).find(([, text]) => text !== undefined && Number.isNaN(Date.parse(text)))
const config = loadOrExit(process.env)

if (group !== undefined && !Object.hasOwn(auditKindsOf, group))
  fail(`--kind is one of ${Object.keys(auditKindsOf).join(', ')}`)
else if (badTime) fail(`--${badTime[0]} takes a time such as 2026-01-31T00:00:00Z`)
else if (!config.databaseUrl) fail('Set DATABASE_URL to where the audit trail is')
else await print(config.databaseUrl)

/** Newest first, a line an entry. */
async function print(url: string): Promise<void> {
  const catalog = createCatalog({ url, schema: config.databaseSchema, poolSize: 1, applicationName: 'audit-export' })
  try {
    const filter = {
      ...(group && { kinds: auditKindsOf[group] }),
      ...(times.since !== undefined && { since: new Date(times.since) }),
      ...(times.until !== undefined && { until: new Date(times.until) }),
      limit: 1000,
    }
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await catalog.audit.list({ ...filter, ...(cursor !== undefined && { cursor }) })
      for (const entry of page.entries) console.log(auditLine(entry))
      cursor = page.next
    }
  } finally {
    await catalog.close()
  }
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}
