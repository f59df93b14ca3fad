import type { DatasetDetail } from '@syndicate/contracts'
import { useRoute } from 'preact-iso'
import { useState } from 'preact/hooks'
import { showDataset, showDatasetSchema } from '../../data/datasets.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { useEvents } from '../../data/use-events.ts'
import { useSparingly } from '../../data/use-sparingly.ts'
import { countOf, formatBytes } from '../../format/format-number.ts'
import { Page } from '../../parts/page.tsx'
import { Shown } from '../../parts/shown.tsx'
import { modeInWords } from '../../pipeline/mode-in-words.ts'
import { DatasetActions } from './dataset-actions.tsx'
import { FieldChanges } from './field-changes.tsx'
import { Records } from './records.tsx'
import { RemoveRecords } from './remove-records.tsx'
import { SchemaTable } from '../../parts/schema-table.tsx'
import { VersionTable } from './version-table.tsx'
import { Volume } from './volume.tsx'

const reloadPauseMs = 5_000

export function DatasetPage() {
  const { params } = useRoute()
  const name = params['name'] ?? ''
  return <OneDataset key={name} name={name} />
}

function OneDataset({ name }: { name: string }) {
  const answer = useAnswer((signal) => showDataset(name, signal), [name])
  const head = answer.data?.head
  const schema = useAnswer((signal) => showDatasetSchema(name, undefined, signal), [name, head])
  /** Counts what was changed here. */
  const [changes, count] = useState(0)
  const reload = useSparingly(answer.reload, reloadPauseMs)
  useEvents([`datasets.${name}`], reload, { onGap: reload })
  function changed(): void {
    count(changes + 1)
    answer.reload()
  }

  return (
    <Page
      title={name}
      lead={answer.data && summaryOf(answer.data)}
      wide
      actions={answer.data && <DatasetActions dataset={answer.data} />}
    >
      <Shown answer={answer} what="the dataset">
        {(dataset) => (
          <>
            <Records dataset={dataset} schema={schema.data} changes={changes} />
            <Volume dataset={dataset} />
            <VersionTable dataset={dataset} onChanged={changed} />
            <FieldChanges name={name} answer={schema} />
            <SchemaTable schema={dataset.schema} />
            <RemoveRecords dataset={dataset} schema={schema.data} onChanged={changed} />
          </>
        )}
      </Shown>
    </Page>
  )
}

function summaryOf({ mode, key, head, records, bytes }: DatasetDetail): string {
  const told = key ? `, and tells its rows apart by ${key.join(', ')}` : ''
  const how = `each run ${modeInWords(mode)} it${told}`
  return `${countOf(records, 'record')} in ${formatBytes(bytes)} at version ${head}; ${how}.`
}
