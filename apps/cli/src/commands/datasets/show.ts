import { Command } from '@commander-js/extra-typings'
import type { DatasetVersion } from '@syndicate/contracts'
import { openPage, webOption } from '../../console/open-page.ts'
import type { CommandDeps } from '../../deps.ts'
import { formatBytes, formatCount, formatTime } from '../../output/figures.ts'
import { formatTable, type Column } from '../../output/table.ts'

const columns = (head: number, idOf: (id: string) => string): Column<DatasetVersion>[] => [
  { title: 'VERSION', of: ({ version }) => `${version}${version === head ? ' ←' : ''}` },
  { title: 'RECORDS', of: ({ records }) => records, align: 'right' },
  { title: 'STORED', of: ({ bytes }) => formatBytes(bytes), align: 'right' },
  { title: 'RUN', of: ({ runId }) => idOf(runId) },
  { title: 'PUBLISHED', of: ({ publishedAt }) => formatTime(publishedAt) },
  { title: 'KEPT', of: ({ reclaimedAt }) => (reclaimedAt ? `until ${formatTime(reclaimedAt)}` : 'yes') },
]

export function showDatasetCommand({ context, surroundings }: CommandDeps) {
  return new Command('show')
    .description('Show a dataset and its versions')
    .argument('<name>')
    .addOption(webOption())
    .action(async (name, { web }) => {
      const here = context()
      if (web) return openPage(here, surroundings, `/datasets/${encodeURIComponent(name)}`)
      const { client, out } = here
      const detail = await (await client()).request('GET /api/registry/:dataset', { params: { dataset: name } })
      out.value(detail, (paint) => {
        const { head, mode, records, bytes } = detail
        const about = `${paint.bold(detail.name)}, ${mode}: ${formatCount(records)} records at version ${head}, ${formatBytes(bytes)} stored`
        return `${about}\n\n${formatTable(detail.versions, columns(head, out.idsOf(detail.versions)), { paint }).trimEnd()}`
      })
    })
}
