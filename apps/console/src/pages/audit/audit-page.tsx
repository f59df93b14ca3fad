import type { AuditEntry } from '@syndicate/contracts'
import { auditAsJson, listAudit, type AuditFilter } from '../../data/audit.ts'
import { listUsers } from '../../data/people.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { useQuery } from '../../data/use-query.ts'
import { sinceOf } from '../../format/time-spans.ts'
import { Badge } from '../../parts/badge.tsx'
import { LinkButton } from '../../parts/button.tsx'
import { More } from '../../parts/more.tsx'
import { Page } from '../../parts/page.tsx'
import { Empty, Shown } from '../../parts/shown.tsx'
import { Table, type Column } from '../../parts/table.tsx'
import { When } from '../../parts/when.tsx'
import '../runs/run-filters.css'
import { AuditFilters } from './audit-filters.tsx'
import { deedOf, isSignIn, placeOf, whoOf } from './entry-in-words.ts'
import './audit-page.css'

const pageSize = 50

const badges = {
  done: ['good', 'published'],
  refused: ['warn', 'rejected'],
  failed: ['bad', 'failed'],
} as const

/** Who did what to what, when and from where. */
export function AuditPage() {
  const [query, change] = useQuery()
  const users = useAnswer(listUsers, [])
  const people = users.data?.users ?? []
  // Whatever the address says: the server refuses what it does not know.
  const { user, kind, outcome, target, time } = query as AuditFilter & { time?: string }
  const filter: AuditFilter = { user, kind, outcome, target, since: sinceOf(time) }
  const answer = useAnswer(
    (signal) => listAudit(filter, { limit: pageSize }, signal),
    [user, kind, outcome, target, time],
  )

  async function loadMore(cursor: string): Promise<void> {
    const page = await listAudit(filter, { cursor, limit: pageSize })
    answer.change(({ entries }) => ({ entries: [...entries, ...page.entries], next: page.next }))
  }

  return (
    <Page
      title="Audit trail"
      lead="Who did what to what, newest first. Nobody changes it; an entry is there within a second."
      actions={
        <LinkButton icon="down" href={auditAsJson(filter)} download="audit.json">
          As JSON
        </LinkButton>
      }
    >
      <AuditFilters query={query} onChange={change} users={people} />
      <Shown answer={answer} what="the audit trail">
        {({ entries, next }) => (
          <>
            {entries.length === 0 ? (
              <Empty title={next === null ? 'No entry is like that' : 'None of the newest entries is like that'} />
            ) : (
              <Entries entries={entries} names={new Map(people.map(({ id, username }) => [id, username]))} />
            )}
            {next !== null && <More load={() => loadMore(next)}>Show older entries</More>}
          </>
        )}
      </Shown>
      <p class="audit-note">
        “As JSON” has the newest 1,000 of these. All of it, a line an entry, is printed on the server by{' '}
        <code>pnpm audit:export</code>, and anywhere by <code>syndicate audit</code>.
      </p>
    </Page>
  )
}

function Entries({ entries, names }: { entries: AuditEntry[]; names: ReadonlyMap<string, string> }) {
  const columns: Column<AuditEntry>[] = [
    { name: 'When', cell: ({ at }) => <When at={at} /> },
    {
      name: 'What',
      cell: (entry) => (
        <div class="audit-what">
          <bdi>
            <strong>{whoOf(entry, names)}</strong>
          </bdi>{' '}
          {deedOf(entry)} <Target entry={entry} names={names} />
          {entry.times > 1 && <span class="quiet-text"> ({entry.times} times)</span>}
        </div>
      ),
    },
    {
      name: 'Outcome',
      cell: ({ outcome, code }) => (
        <>
          <Badge tone={badges[outcome][0]} icon={badges[outcome][1]}>
            {outcome}
          </Badge>
          {code && <small class="mono">{code}</small>}
        </>
      ),
    },
    { name: 'From', cell: ({ address, agent }) => <span title={agent ?? undefined}>{address ?? '–'}</span> },
  ]
  return <Table caption="Audit trail, newest first" columns={columns} rows={entries} keyOf={({ id }) => id} />
}

function Target({ entry, names }: { entry: AuditEntry; names: ReadonlyMap<string, string> }) {
  const { target, version } = entry
  if (target === null || isSignIn(entry)) return null
  const shown = `${names.get(target) ?? target}${version === null ? '' : `, version ${version}`}`
  const href = placeOf(entry)
  return href === null ? <bdi class="mono">{shown}</bdi> : <a href={href}>{shown}</a>
}
