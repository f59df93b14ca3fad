import type { ProblemCode } from '@syndicate/contracts'
import type { Client } from './client.ts'

interface Known {
  admin: Client
  /** At least three. */
  quarantined: string[]
  /** An id that nothing has. */
  noId: string
}

/** What the operations about refused records may be made to answer without a fault. */
export function everyQuarantineRequest(
  { admin, quarantined, noId }: Known,
  post: (path: string, body: unknown) => Promise<Response>,
) {
  const mend = (csv: string, query = '', headers: Record<string, string> = {}) =>
    admin.fetch(`/api/quarantine/mend${query}`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', ...headers },
      body: csv,
    })

  return {
    'GET /api/quarantine': [
      [200, () => admin.fetch('/api/quarantine?limit=1')],
      [200, () => admin.fetch('/api/quarantine?group=code')],
    ],
    'GET /api/quarantine/csv': [
      [200, () => admin.fetch('/api/quarantine/csv?dataset=telemetry')],
      ['csv-too-wide', async () => admin.fetch(`/api/quarantine/csv?run=${await refuseWide()}`)],
    ],
    'POST /api/quarantine/mend': [
      ['nothing-to-replay', () => mend(`refusal_id,cpu\n${noId},1\n`)],
      ['malformed-input', () => mend('refusal_id,cpu\n"a"b,1\n')],
      ['validation-failed', () => mend('cpu\n1\n')],
      ['empty-input', () => admin.fetch('/api/quarantine/mend', { method: 'POST' })],
      ['unsupported-encoding', () => mend('x', '', { 'content-encoding': 'deflate' })],
      [202, mendOne],
      [200, () => mend(`refusal_id,cpu\n${quarantined[2]},1\n`, '?dryRun=true')],
    ],
    'POST /api/quarantine/replay': [
      [200, () => post('/api/quarantine/replay', { ids: quarantined, dryRun: true })],
      [202, () => post('/api/quarantine/replay', { ids: [quarantined[0]] })],
      ['nothing-to-replay', () => post('/api/quarantine/replay', { ids: [noId] })],
      ['validation-failed', () => post('/api/quarantine/replay', {})],
    ],
    'POST /api/quarantine/discard': [[200, () => post('/api/quarantine/discard', { ids: [quarantined[1]] })]],
  } satisfies Record<string, [expected: number | ProblemCode, ask: () => Promise<Response>][]>

  async function mendOne(): Promise<Response> {
    const { runId } = await admin.ingest({ pipeline: 'telemetry', dataset: 'mended-one' }, '[{"cpu":"hot"},{"cpu":1}]')
    const [refused] = await admin.quarantine(`run=${runId}`)
    return mend(`refusal_id,cpu\n${refused!.id},1\n`)
  }

  /** A record of more fields than a sheet has columns. @returns its run */
  async function refuseWide(): Promise<string> {
    const fields = Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`f${n}`, 1]))
    const body = JSON.stringify([{ cpu: 'hot', ...fields }, { cpu: 1 }])
    return (await admin.ingest({ pipeline: 'telemetry', dataset: 'wide-refusal' }, body)).runId
  }
}
