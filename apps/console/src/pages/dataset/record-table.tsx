import { readRecords, type DatasetRecord } from '../../data/datasets.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { More } from '../../parts/more.tsx'
import { Section } from '../../parts/page.tsx'
import { Empty, Shown } from '../../parts/shown.tsx'
import { Table } from '../../parts/table.tsx'

/** More columns are not for a table; the files have them all. */
const mostColumns = 30

/** The first records a reader of the head sees, and more on demand. */
export function RecordTable({ name, version }: { name: string; version: number }) {
  const answer = useAnswer((signal) => readRecords(name, version, undefined, signal), [name, version])

  async function loadMore(cursor: string): Promise<void> {
    const page = await readRecords(name, version, cursor)
    answer.change((shown) => ({ ...page, records: [...shown.records, ...page.records] }))
  }

  return (
    <Section title="Records">
      <Shown answer={answer} what="records">
        {({ records, next }) => {
          if (records.length === 0) return <Empty title="This version has no records" />
          const fields = [...new Set(records.flatMap((record) => Object.keys(record)))]
          return (
            <>
              <Table<{ record: DatasetRecord; index: number }>
                caption={`Records of ${name}`}
                cards={false}
                rows={records.map((record, index) => ({ record, index }))}
                keyOf={({ index }) => index}
                columns={fields.slice(0, mostColumns).map((field) => ({
                  name: field,
                  figure: isFigure(records, field),
                  cell: ({ record }) => shown(record[field]),
                }))}
              />
              {fields.length > mostColumns && (
                <p class="hint">{fields.length - mostColumns} more fields are in the files.</p>
              )}
              {next !== null && <More load={() => loadMore(next)}>Show more records</More>}
            </>
          )
        }}
      </Shown>
    </Section>
  )
}

function isFigure(records: DatasetRecord[], field: string): boolean {
  const values = records.map((record) => record[field]).filter((value) => value !== null && value !== undefined)
  return values.length > 0 && values.every((value) => typeof value === 'number')
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return '–'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
