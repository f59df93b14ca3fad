import { showDatasetSchema } from '../../data/datasets.ts'
import type { DatasetSchema } from '@syndicate/contracts'
import type { Answer } from '../../data/use-answer.ts'
import { More } from '../../parts/more.tsx'
import { Section } from '../../parts/page.tsx'
import { Shown } from '../../parts/shown.tsx'
import { Table } from '../../parts/table.tsx'
import { When } from '../../parts/when.tsx'

interface FieldChangesProps {
  name: string
  answer: Answer<DatasetSchema>
}

/** What changed of the fields of its records, when and by which run. */
export function FieldChanges({ name, answer }: FieldChangesProps) {
  async function loadMore(cursor: number): Promise<void> {
    const page = await showDatasetSchema(name, cursor)
    answer.change((shown) => ({ ...page, versions: [...shown.versions, ...page.versions] }))
  }

  return (
    <Section title="Changes of the schema">
      <Shown answer={answer} what="changes of fields">
        {({ versions, next }) =>
          versions.length === 0 ? (
            <p class="hint">Nothing since fields are looked at.</p>
          ) : (
            <>
              <Table
                caption="Changes of fields, newest first"
                rows={versions}
                keyOf={({ schemaVersion }) => schemaVersion}
                columns={[
                  { name: 'Schema', cell: ({ schemaVersion }) => schemaVersion },
                  { name: 'Since version', cell: ({ version: since }) => since },
                  { name: 'When', cell: ({ publishedAt }) => <When at={publishedAt} /> },
                  { name: 'By run', cell: ({ runId }) => <a href={`/runs/${runId}`}>…{runId.slice(-12)}</a> },
                  {
                    name: 'Pipeline',
                    cell: ({ pipeline, pipelineVersion }) =>
                      `${pipeline}${pipelineVersion ? `, version ${pipelineVersion}` : ''}`,
                  },
                  {
                    name: 'What',
                    cell: ({ changes, more }) =>
                      changes.length === 0
                        ? 'the first that is known'
                        : [...changes.map(({ text }) => text), ...(more > 0 ? [`and ${more} more`] : [])].join('; '),
                  },
                ]}
              />
              {next !== null && <More load={() => loadMore(next)}>Show older changes</More>}
            </>
          )
        }
      </Shown>
    </Section>
  )
}
