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

/** By why they would have been refused, each with some of them. */
function Refused({ groups }: { groups: Group[] }) {
  return (
    <ul class="refused-groups" aria-label="What would have been refused">
      {groups.map((group) => (
        <li key={`${group.stage} ${group.code} ${group.field}`}>
          <details>
            <summary>
              <strong>{formatCount(group.count)}</strong> <code>{group.code}</code>
              {group.field !== null && (
                <>
                  {' '}
                  in <code>{group.field}</code>
                </>
              )}
              <span class="quiet-text">, {newlyInWords(group)}</span>
            </summary>
            <ul class="refused-examples">
              {group.examples.map((example) => (
                <OneExample key={`${example.runId} ${example.position}`} example={example} />
              ))}
            </ul>
          </details>
        </li>
      ))}
    </ul>
  )
}

function newlyInWords({ count, newly, examples }: Group): string {
  const news = newly === count ? 'all new' : newly === 0 ? 'none new' : `${formatCount(newly)} new`
  return examples.length < count ? `${news}; the first ${examples.length}` : news
}

function OneExample({ example }: { example: Example }) {
  const { before, isNew, line, original, position, reason, runId } = example
  return (
    <li>
      <p>
        {reason}{' '}
        <span class="quiet-text">
          {line === undefined ? `Record ${formatCount(position + 1)}` : `Line ${formatCount(line)}`} of{' '}
          <a href={`/runs/${runId}`}>run …{runId.slice(-12)}</a>
          {!isNew && ', refused then as well'}
        </span>
      </p>
      <Code label={`Record ${position + 1}`}>{before === undefined ? (original ?? '') : JSON.stringify(before)}</Code>
    </li>
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
