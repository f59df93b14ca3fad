import { useLocation } from 'preact-iso'
import type { RefusalGroup } from '../../data/quarantine.ts'
import { formatCount } from '../../format/format-number.ts'
import { meaningOf } from './meaning-of.ts'

export function isGroup(group: RefusalGroup, stage: string | undefined, code: string | undefined): boolean {
  return group.stage === stage && group.code === code
}

/** The reasons, each with how many records; one of them is looked at. */
export function GroupList({ groups, chosen }: { groups: RefusalGroup[]; chosen: RefusalGroup }) {
  const { path, query } = useLocation()
  const addressOf = ({ stage, code }: RefusalGroup) => `${path}?${new URLSearchParams({ ...query, stage, code })}`
  return (
    <ul class="groups" aria-label="Reasons">
      {groups.map((group) => (
        <li key={`${group.stage} ${group.code}`}>
          <a href={addressOf(group)} aria-current={isGroup(group, chosen.stage, chosen.code) ? 'true' : undefined}>
            <strong>{meaningOf(group.code)}</strong>
            <span>{formatCount(group.count)}</span>
            <small>
              {group.code} · {group.stage}
            </small>
          </a>
        </li>
      ))}
    </ul>
  )
}
