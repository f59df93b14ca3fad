import type { DatasetDetail, DatasetSchema } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import { findRecords, type FoundRecords, type RecordRow } from '../../data/datasets.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { useQuery } from '../../data/use-query.ts'
import { More } from '../../parts/more.tsx'
import { Section } from '../../parts/page.tsx'
import { Empty, Shown } from '../../parts/shown.tsx'
import { ColumnChooser } from './column-chooser.tsx'
import { celOf } from './condition.ts'
import { Downloads } from './downloads.tsx'
import { RecordFilter } from './record-filter.tsx'
import { RecordGrid } from './record-grid.tsx'
import { RecordPanel } from './record-panel.tsx'
import { RecordScope } from './record-scope.tsx'
import { queryOf, viewOf, type RecordView } from './record-view.ts'
import { sortRows } from './sort-rows.ts'
import './record-table.css'

/** More have no room beside each other at first. */
const usualColumns = 20
/** Records of a page; and of the one by which all are sorted, where they are so few. */
const pageRecords = 25
const mostSorted = 10_000
/** Rows that are drawn more with each click. */
const rowsAtOnce = 100

interface RecordTableProps {
  dataset: DatasetDetail
  /** Undefined as long as nobody knows. */
  schema: DatasetSchema | undefined
}

/** The records a reader of the head sees, as the address says: filtered, sorted, some of their fields. */
export function RecordTable({ dataset, schema }: RecordTableProps) {
  const { name, head: version, records } = dataset
  const [query, change] = useQuery()
  const view = viewOf(query)
  const types = typesIn(schema)
  const typeOf = (field: string) => types.get(field)
  const where = celOf(view.conditions, typeOf)
  const limit = view.sort && records <= mostSorted ? mostSorted : pageRecords
  const answer = useAnswer(
    (signal) => findRecords(name, { version, where, limit, isWhole: limit === mostSorted }, undefined, signal),
    // An erasure takes records out of a version.
    [name, version, records, where, limit],
  )
  const alter = (next: Partial<RecordView>) => change(queryOf(next))
  const fields = fieldsOf(answer.data, types)

  return (
    <Section title="Records" aside={<Downloads dataset={dataset} isFiltered={where !== undefined} />}>
      <div class="record-tools">
        <RecordFilter fields={fields} conditions={view.conditions} onChange={(conditions) => alter({ conditions })} />
        <ColumnChooser
          fields={fields}
          shown={view.columns ?? fields.slice(0, usualColumns)}
          onChange={(columns) => alter({ columns })}
        />
      </div>
      <Shown answer={answer} what="records">
        {(page) => (
          <Found
            key={`${where} ${limit}`}
            page={page}
            dataset={dataset}
            columns={view.columns ?? fields.slice(0, usualColumns)}
            view={view}
            typeOf={typeOf}
            onView={alter}
            onMore={async () => {
              const more = { version, where, limit: rowsAtOnce }
              const next = await findRecords(name, more, page)
              answer.change(() => next)
            }}
          />
        )}
      </Shown>
    </Section>
  )
}

interface FoundProps {
  page: FoundRecords
  dataset: DatasetDetail
  columns: string[]
  view: RecordView
  typeOf: (field: string) => string | undefined
  onView: (view: Partial<RecordView>) => void
  onMore: () => Promise<void>
}

function Found({ page, dataset, columns, view, typeOf, onView, onMore }: FoundProps) {
  const { rows, next, searched } = page
  const [drawn, draw] = useState(rowsAtOnce)
  const [opened, open] = useState<RecordRow | null>(null)
  const sorted = sortRows(rows, view.sort)
  if (rows.length === 0 && !searched) return <Empty title="This version has no records" />
  return (
    <>
      <RecordScope page={page} view={view} total={dataset.records} />
      {rows.length > 0 && (
        <RecordGrid
          name={dataset.name}
          rows={sorted.slice(0, drawn)}
          columns={columns}
          typeOf={typeOf}
          sort={view.sort}
          onSort={(sort) => onView({ sort })}
          onOpen={open}
        />
      )}
      {(rows.length > drawn || next !== null) && (
        <More
          load={async () => {
            if (rows.length <= drawn) await onMore()
            draw((before) => before + rowsAtOnce)
          }}
        >
          {rows.length <= drawn && searched ? 'Look further' : 'Show more records'}
        </More>
      )}
      {opened && <RecordPanel row={opened} onClose={() => open(null)} />}
    </>
  )
}

/** What the fields at the top are, in words. */
function typesIn(schema: DatasetSchema | undefined): Map<string, string> {
  const top = (schema?.fields ?? []).filter(({ field }) => !field.includes('/'))
  return new Map(top.map(({ field, text }) => [field.replaceAll('~1', '/').replaceAll('~0', '~'), text]))
}

/** Those of the records in their order, and behind them those that others have. */
function fieldsOf(page: FoundRecords | undefined, types: ReadonlyMap<string, string>): string[] {
  const fields = new Set<string>()
  for (const { record } of page?.rows ?? []) for (const field of Object.keys(record)) fields.add(field)
  for (const field of types.keys()) fields.add(field)
  return [...fields]
}
