import { booksBalance, type QuarantineReplay, type Run } from '@syndicate/contracts'
import { afterAll, expect } from 'vitest'
import { signIn } from './client.ts'
import { startSystem } from './system.ts'

const pipelines = `
  gauges:
    format: csv
    schema: gauge
    steps:
      - cast: { bar: number }
`
const schemas = `
  gauge:
    type: object
    required: [name, bar]
    properties: { name: { type: string }, bar: { type: number, maximum: 10 } }
`

/** A system with a pipeline that refuses bars which are no numbers, or above 10; stopped when the file is over. */
export async function startGauges() {
  const system = await startSystem({ workers: 1, config: { pipelines, schemas } })
  afterAll(() => system.stop())
  const user = await signIn(system.url)
  return {
    system,
    user,
    /** Replays refused records, which has to be accepted. */
    async replay(body: object, as = user): Promise<QuarantineReplay> {
      const answer = await as.post('/api/quarantine/replay', body)
      if (answer.status !== 202) throw new Error(await answer.text())
      return (await answer.json()) as QuarantineReplay
    },
    /** The one run of a replay, when it has ended. */
    async ended({ runs }: QuarantineReplay): Promise<Run> {
      const run = await user.ended(runs[0]!.runId)
      expect(booksBalance(run.counts)).toBe(true)
      return run
    },
    states: async (query: string): Promise<string[]> => (await user.quarantine(query)).map(({ state }) => state),
  }
}
