import type { Run } from '@syndicate/contracts'
import { groupQuarantine } from '../../data/quarantine.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { formatCount } from '../../format/format-number.ts'
import { LinkButton } from '../../parts/button.tsx'
import { Section } from '../../parts/page.tsx'
import { Shown } from '../../parts/shown.tsx'
import { Table } from '../../parts/table.tsx'
import { meaningOf } from '../quarantine/meaning-of.ts'

/** Why records of the run were refused, and the way to them. */
export function RunRefusals({ run }: { run: Run }) {
  const answer = useAnswer((signal) => groupQuarantine({ run: run.runId }, 'field', signal), [run.runId, run.state])
  return (
    <Section
      title="Refused records"
      aside={<LinkButton href={`/quarantine?run=${run.runId}`}>Look at them</LinkButton>}
    >
      <Shown answer={answer} what="refused records">
        {({ groups, isAll }) => (
          <>
            {!isAll && <p class="hint">There are more than are counted at once: these are of the newest.</p>}
            <Table
              caption="Refused records by reason"
              rows={groups}
              keyOf={({ stage, code, field }) => `${stage} ${code} ${field}`}
              columns={[
                {
                  name: 'Reason',
                  cell: ({ code }) => (
                    <>
                      {meaningOf(code)}
                      <small class="mono">{code}</small>
                    </>
                  ),
                },
                { name: 'Field', cell: ({ field }) => (field === null ? '–' : <code>{field}</code>) },
                { name: 'Stage', cell: ({ stage }) => stage },
                { name: 'Records', figure: true, cell: ({ count }) => formatCount(count) },
              ]}
            />
          </>
        )}
      </Shown>
    </Section>
  )
}
