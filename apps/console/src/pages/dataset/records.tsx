import type { DatasetDetail, DatasetSchema } from '@syndicate/contracts'
import { useRef, useState } from 'preact/hooks'
import { Button } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { RecordTable } from './record-table.tsx'

interface RecordsProps {
  dataset: DatasetDetail
  schema: DatasetSchema | undefined
  /** Counts what was changed on this page: that is shown at once. */
  changes: number
}

/** The records of the version somebody began to look at; a newer one is offered, for they may be in the midst of reading. */
export function Records({ dataset, schema, changes }: RecordsProps) {
  const [, redraw] = useState(0)
  const shown = useRef({ dataset, changes })
  const isNewer = dataset.head !== shown.current.dataset.head
  if (!isNewer) shown.current.dataset = dataset
  else if (changes !== shown.current.changes) shown.current = { dataset, changes }
  const isBehind = shown.current.dataset !== dataset
  function show(): void {
    shown.current = { dataset, changes }
    redraw((count) => count + 1)
  }

  return (
    <>
      {isBehind && (
        <Notice>
          Version {dataset.head} is there; the records below are of version {shown.current.dataset.head}.{' '}
          <Button kind="quiet" onClick={show}>
            Show version {dataset.head}
          </Button>
        </Notice>
      )}
      <RecordTable dataset={shown.current.dataset} schema={schema} />
    </>
  )
}
