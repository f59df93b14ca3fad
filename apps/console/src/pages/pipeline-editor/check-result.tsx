import type { PipelineCheck } from '@syndicate/contracts'
import { countOf, formatCount } from '../../format/format-number.ts'
import { StateBadge } from '../../parts/badge.tsx'
import { Code } from '../../parts/code.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Table } from '../../parts/table.tsx'

type Group = PipelineCheck['refused'][number]
type Example = Group['examples'][number]

/** "Would have refused 37 of 10,000; here are they." */
export function CheckResult({ result }: { result: PipelineCheck }) {
  const { books, inputs, more, refused, uncompared } = result
  if (inputs.length === 0)
    return <Notice title="There is nothing to look through">No input of it is kept: send one, or try a sample.</Notice>
  const title =
    books.quarantined === 0
      ? `Would have refused none of ${countOf(books.in, 'record')}`
      : `Would have refused ${formatCount(books.quarantined)} of ${countOf(books.in, 'record')}`
  return (
    <>
      <Notice tone={result.newlyRefused > 0 ? 'warn' : 'good'} title={title}>
        {comparedInWords(result)}
      </Notice>
      {uncompared > 0 && (
        <p class="hint">Of {countOf(uncompared, 'input')} it is not known any more what was refused then.</p>
      )}
      {refused.length > 0 && <Refused groups={refused} />}
      {more > 0 && <p class="hint">{countOf(more, 'more record')} for other reasons.</p>}
      <details>
        <summary class="quiet-text">{countOf(inputs.length, 'input')} looked through</summary>
        <Inputs inputs={inputs} />
      </details>
    </>
  )
}

function comparedInWords({ books, newlyRefused, noLongerRefused: { loaded, filtered } }: PipelineCheck): string {
  const changes = [
    ...(newlyRefused > 0 ? [`${formatCount(newlyRefused)} of them were not refused then`] : []),
    ...(loaded > 0 ? [`${formatCount(loaded)} that were refused would be stored`] : []),
    ...(filtered > 0 ? [`${formatCount(filtered)} that were refused would be left out`] : []),
  ]
  const rest = `${formatCount(books.loaded)} stored, ${formatCount(books.filtered)} left out by filters.`
  return `${changes.length > 0 ? `${changes.join('; ')}.` : 'No other than were refused then.'} ${rest}`
}

function Refused({ groups }: { groups: Group[] }) {
  return (
    <Table
      caption="What would have been refused"
      rows={groups}
      keyOf={({ stage, code, field }) => `${stage} ${code} ${field}`}
      columns={[
        { name: 'Why', cell: ({ code, field }) => <Why code={code} field={field} /> },
        { name: 'Records', figure: true, cell: ({ count }) => formatCount(count) },
        { name: 'New', figure: true, cell: ({ newly }) => formatCount(newly) },
        {
          name: 'Examples',
          cell: ({ code, field, examples }) => <Examples of={`${code} ${field ?? ''}`} examples={examples} />,
        },
      ]}
    />
  )
}

function Why({ code, field }: Pick<Group, 'code' | 'field'>) {
  return (
    <>
      <code>{code}</code>
      {field !== null && (
        <small>
          field <code>{field}</code>
        </small>
      )}
    </>
  )
}

function Examples({ of, examples }: { of: string; examples: Example[] }) {
  return (
    <details class="examples-of">
      <summary class="quiet-text">
        Show {examples.length}
        <span class="unseen"> of {of}</span>
      </summary>
      <ul>
        {examples.map((example) => (
          <li key={`${example.runId} ${example.position}`}>
            <p>
              {example.reason}{' '}
              <span class="quiet-text">
                {example.line === undefined
                  ? `record ${formatCount(example.position + 1)}`
                  : `line ${formatCount(example.line)}`}{' '}
                of <a href={`/runs/${example.runId}`}>run …{example.runId.slice(-12)}</a>
                {example.isNew ? '' : ', refused then as well'}
              </span>
            </p>
            <Code label={`Record ${example.position + 1}`}>
              {example.before === undefined ? (example.original ?? '') : JSON.stringify(example.before)}
            </Code>
          </li>
        ))}
      </ul>
    </details>
  )
}

function Inputs({ inputs }: Pick<PipelineCheck, 'inputs'>) {
  return (
    <Table
      caption="Inputs that were looked through"
      rows={inputs}
      keyOf={({ runId }) => runId}
      columns={[
        { name: 'Run', cell: ({ runId }) => <a href={`/runs/${runId}`}>…{runId.slice(-12)}</a> },
        { name: 'State', cell: ({ state }) => <StateBadge state={state} /> },
        { name: 'Dataset', cell: ({ dataset }) => dataset },
        { name: 'Not looked through', cell: ({ problem }) => problem?.detail ?? '–' },
      ]}
    />
  )
}
