import type { Fixture, PipelineDetail, ProblemPlace } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import { runFixtures } from '../../data/run-fixtures.ts'
import { isAtLeast } from '../../data/session.ts'
import { useAction } from '../../data/use-action.ts'
import { countOf } from '../../format/format-number.ts'
import { Badge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Code } from '../../parts/code.tsx'
import { Failure } from '../../parts/notice.tsx'
import { Section } from '../../parts/page.tsx'
import { Table, type Column } from '../../parts/table.tsx'

interface Row extends Fixture {
  /** Undefined: not run. */
  fault?: ProblemPlace | null
}

/** The pipeline's own examples, which are tried whenever it is applied, and when somebody wants to see it. */
export function Fixtures({ pipeline: { name, definition } }: { pipeline: PipelineDetail }) {
  const { fixtures } = definition
  const [faults, setFaults] = useState<ReadonlyMap<number, ProblemPlace>>()
  const action = useAction(async () => setFaults(await runFixtures(name, definition)))
  if (fixtures.length === 0) return null
  const rows = fixtures.map((fixture, index): Row => ({
    ...fixture,
    ...(faults && { fault: faults.get(index) ?? null }),
  }))
  return (
    <Section
      title="Fixtures"
      aside={
        isAtLeast('operator') ? (
          <Button busy={action.busy} onClick={action.run}>
            Run the fixtures
          </Button>
        ) : (
          <span class="hint">Tried whenever the pipeline is applied</span>
        )
      }
    >
      <Failure>{action.error}</Failure>
      <Table
        caption="Fixtures"
        rows={rows}
        keyOf={({ name: fixture }) => fixture}
        columns={faults ? [...columns, outcome] : columns}
      />
    </Section>
  )
}

const columns: Column<Row>[] = [
  { name: 'Fixture', cell: ({ name }) => name },
  { name: 'Expects', cell: expected },
  {
    name: 'Input and records',
    cell: ({ name, input, expect }) => (
      <details>
        <summary class="quiet-text">
          Show<span class="unseen"> {name}</span>
        </summary>
        <div class="fixture">
          <Code label={`Input of ${name}`}>{input}</Code>
          <Code label={`Records of ${name}`}>{expect.map((record) => JSON.stringify(record)).join('\n')}</Code>
        </div>
      </details>
    ),
  },
]

const outcome: Column<Row> = {
  name: 'Now',
  cell: ({ fault }) =>
    fault ? (
      <>
        <Badge tone="bad" icon="failed">
          does not hold
        </Badge>
        <small>{fault.message}</small>
      </>
    ) : (
      <Badge tone="good" icon="published">
        holds
      </Badge>
    ),
}

function expected({ expect, refused, filtered }: Fixture): string {
  return [
    countOf(expect.length, 'record'),
    ...(refused.length > 0 ? [`${refused.length} refused`] : []),
    ...(filtered > 0 ? [`${filtered} filtered`] : []),
  ].join(', ')
}
