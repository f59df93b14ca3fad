import { Command } from '@commander-js/extra-typings'
import type { DatasetVersion } from '@syndicate/contracts'
import type { CommandDeps } from '../../deps.ts'
import { formatBytes, formatCount, formatTime } from '../../output/figures.ts'
import { formatTable, type Column } from '../../output/table.ts'

const columns = (head: number): Column<DatasetVersion>[] => [
  { title: 'VERSION', of: ({ version }) => `${version}${version === head ? ' ←' : ''}` },
  { title: 'RECORDS', of: ({ records }) => records, align: 'right' },
  { title: 'STORED', of: ({ bytes }) => formatBytes(bytes), align: 'right' },
  { title: 'RUN', of: ({ runId }) => runId ?? 'truncated' },
  { title: 'PUBLISHED', of: ({ publishedAt }) => formatTime(publishedAt) },
  { title: 'KEPT', of: ({ reclaimedAt }) => (reclaimedAt ? `until ${formatTime(reclaimedAt)}` : 'yes') },
]

export function showDatasetCommand({ context }: CommandDeps) {
  return new Command('show')
    .description('Show a dataset and its versions')
    .argument('<name>')
    .action(async (name) => {
      const { client, out } = context()
      const detail = await (await client()).request('GET /api/registry/:dataset', { params: { dataset: name } })
      out.value(detail, (paint) => {
        const { head, mode, records, bytes } = detail
        const about = `${paint.bold(detail.name)}, ${mode}: ${formatCount(records)} records at version ${head}, ${formatBytes(bytes)} stored`
        return `${about}\n\n${formatTable(detail.versions, columns(head), { paint }).trimEnd()}`
      })
    })
}
