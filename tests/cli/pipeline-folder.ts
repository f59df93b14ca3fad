import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Pipeline } from '@syndicate/contracts'
import { beforeEach } from 'vitest'
import { startSignedIn } from './signed-in.ts'
import type { Cli, Outcome } from './syndicate.ts'

/** A pipeline as somebody wrote it, in an order and in words of their own. */
export const orders = `# ours
format: csv
description: Orders of the shop
schema:
  type: object
  required: [id]
  properties:
    id: { type: string, pattern: '^[A-Z]' }
    amount: { type: [number, 'null'] }
    address: { type: object, required: [city], properties: { city: { type: string } } }
    tags: { type: array, items: { type: string } }
delimiter: ';'
steps:
  - filter: '!id.startsWith("TEST")'
  - cast: { amount: number, at: { to: timestamp, formats: ['%d.%m.%Y'] } }
fixtures:
  - refused: []
    name: two lines, and a test
    input: |
      id;amount;at
      A-1;12.5;01.02.2026
      TEST;1;01.02.2026
    expect: [{ id: A-1, amount: 12.5, at: '2026-02-01T00:00:00.000Z' }]
    filtered: 1
`

/** A system without workers, and somebody's folder `pipelines`, in which only the orders are as each test begins, applied. */
export async function startPipelineFolder() {
  const { system, cli } = await startSignedIn({ workers: 0 })
  const { reset, ...folder } = createPipelineFolder(cli)
  beforeEach(reset)
  return { system, cli, ...folder }
}

/** The folder, and what `syndicate pipelines` says of it. */
function createPipelineFolder(cli: Cli) {
  const path = (file: string) => join(cli.folder, file)
  const list = () => cli.json<Pipeline>(['pipelines'])

  return {
    write: (file: string, text: string) => writeFileSync(path(file), text),
    read: (file: string) => readFileSync(path(file), 'utf8'),
    exists: (file: string) => existsSync(path(file)),
    path,
    list,
    pipelines: (...args: string[]): Promise<Outcome> => cli.run(['pipelines', ...args]),
    apply: (...args: string[]): Promise<Outcome> => cli.run(['pipelines', 'apply', ...args]),
    names: async () => (await list()).map(({ name }) => name),
    versionOf: async (name: string) => (await list()).find((each) => each.name === name)?.version,
    /** Nothing is in the folder but the orders, and they are applied. */
    async reset() {
      rmSync(path('pipelines'), { recursive: true, force: true })
      mkdirSync(path('pipelines'))
      writeFileSync(path('pipelines/orders.yaml'), orders)
      const { code, err } = await cli.run(['pipelines', 'apply', 'pipelines'])
      if (code !== 0) throw new Error(err)
    },
  }
}
