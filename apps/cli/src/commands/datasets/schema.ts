import { Command } from '@commander-js/extra-typings'
import type { DatasetSchema, DatasetSchemaVersion } from '@syndicate/contracts'
import { wholeNumber } from '../../arguments/whole-number.ts'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { formatTime } from '../../output/figures.ts'
import { printable } from '../../output/printable.ts'
import { formatTable, type Column } from '../../output/table.ts'

const fieldColumns: Column<DatasetSchema['fields'][number]>[] = [
  { title: 'FIELD', of: ({ field }) => printable(field) },
  { title: 'IS', of: ({ text }) => text },
]

const changeColumns = (idOf: (id: string) => string): Column<DatasetSchemaVersion>[] => [
  { title: 'SCHEMA', of: ({ schemaVersion }) => schemaVersion },
  { title: 'VERSION', of: ({ version }) => version },
  { title: 'WHEN', of: ({ publishedAt }) => formatTime(publishedAt) },
  { title: 'RUN', of: ({ runId }) => idOf(runId) },
  {
    title: 'PIPELINE',
    of: ({ pipeline, pipelineVersion }) => `${pipeline}${pipelineVersion ? ` v${pipelineVersion}` : ''}`,
  },
  { title: 'WHAT CHANGED', of: (change) => printable(inWords(change)) },
]

export function datasetSchemaCommand({ context }: CommandDeps) {
  return new Command('schema')
    .description('Show what fields its records have, and what changed of them when, by which run')
    .argument('<name>')
    .option('--limit <number>', 'changes at most, the last ones', wholeNumber(1, 100), 20)
    .addHelpText('after', examples(['what the last files brought', 'syndicate datasets schema weather --limit 5']))
    .action(async (name, { limit }) => {
      const { client, out } = context()
      const asked = { params: { dataset: name }, query: { limit } }
      const schema = await (await client()).request('GET /api/registry/:dataset/schema', asked)
      out.value(schema, (paint) => {
        const known = formatTable(schema.fields, fieldColumns, { paint }).trimEnd()
        const others = schema.complete ? '' : 'There may be other fields, which are not known.'
        const fields = schema.fields.length === 0 && others ? others : [known, others].join('\n').trimEnd()
        const older = schema.next === null ? '' : '\nOlder ones: --limit 100'
        return `${fields}\n\n${formatTable(schema.versions, changeColumns(out.idsOf(schema.versions)), { paint }).trimEnd()}${older}`
      })
    })
}

function inWords({ changes, more }: DatasetSchemaVersion): string {
  const told = changes.map(({ text }) => text)
  if (told.length === 0) return 'the first that is known'
  return [...told, ...(more > 0 ? [`and ${more} more`] : [])].join('; ')
}
