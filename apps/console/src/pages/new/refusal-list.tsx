import { Table } from '../../parts/table.tsx'
import { Section } from '../../parts/page.tsx'
import type { ShownRow } from '../../pipeline/shown-rows.ts'

/** The records that would be refused, and why. */
export function RefusalList({ rows, count }: { rows: ShownRow[]; count: number }) {
  const refused = rows.filter(({ fault }) => fault !== undefined)
  if (refused.length === 0) return null
  return (
    <Section
      title="What would be refused"
      aside={count > refused.length && <span class="hint">The first {refused.length}</span>}
    >
      <Table
        caption="Records that would be refused"
        rows={refused}
        keyOf={({ position }) => position}
        columns={[
          { name: 'Line', figure: true, cell: ({ line, position }) => line ?? `record ${position + 1}` },
          { name: 'Field', cell: ({ fault }) => (fault?.field === undefined ? '–' : <code>{fault.field}</code>) },
          { name: 'Why', cell: ({ fault }) => fault?.reason },
        ]}
      />
    </Section>
  )
}
