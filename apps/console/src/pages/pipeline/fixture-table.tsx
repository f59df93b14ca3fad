import type { Fixture } from '@syndicate/contracts'
import { Code } from '../../parts/code.tsx'
import { Section } from '../../parts/page.tsx'
import { Table } from '../../parts/table.tsx'
import { countOf } from '../../format/format-number.ts'

/** The pipeline's own examples, which are tried whenever it is applied. */
export function FixtureTable({ fixtures }: { fixtures: Fixture[] }) {
  if (fixtures.length === 0) return null
  return (
    <Section title="Fixtures" aside={<span class="hint">Tried whenever the pipeline is applied</span>}>
      <Table
        caption="Fixtures"
        rows={fixtures}
        keyOf={({ name }) => name}
        columns={[
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
        ]}
      />
    </Section>
  )
}

function expected({ expect, refused, filtered }: Fixture): string {
  return [
    countOf(expect.length, 'record'),
    ...(refused.length > 0 ? [`${refused.length} refused`] : []),
    ...(filtered > 0 ? [`${filtered} filtered`] : []),
  ].join(', ')
}
