import { useLocation } from 'preact-iso'
import { groupKey, type RefusalGroup } from '../../data/quarantine.ts'
import { formatCount } from '../../format/format-number.ts'
import { meaningOf } from './meaning-of.ts'

/** The group that the address says, if it is there. */
export function chosenGroup(groups: readonly RefusalGroup[], query: Record<string, string>): RefusalGroup | undefined {
  return groups.find((group) => Object.entries(partsOf(group)).every(([name, value]) => (query[name] ?? '') === value))
}

/** How the address says which group is looked at; `of` is its field, as `field` narrows all of them down. */
export const groupParts = { stage: undefined, code: undefined, of: undefined, reason: undefined }

function partsOf({ stage, code, field, reason = '' }: RefusalGroup): Record<keyof typeof groupParts, string> {
  return { stage, code, of: field ?? '', reason }
}

/** The fields and reasons, each with how many records and some of the values at fault; one of them is looked at. */
export function GroupList({ groups, chosen }: { groups: RefusalGroup[]; chosen: RefusalGroup }) {
  const { path, query } = useLocation()
  return (
    <ul class="groups" aria-label="Reasons">
      {groups.map((group) => (
        <li key={groupKey(group)}>
          <a
            href={`${path}?${new URLSearchParams({ ...query, ...partsOf(group) })}`}
            aria-current={group === chosen ? 'true' : undefined}
          >
            <strong>{titleOf(group)}</strong>
            <span>{formatCount(group.count)}</span>
            {group.field && <small class="group-reason">{group.reason}</small>}
            {group.values && group.values.length > 0 && (
              <small class="group-values">{group.values.map(shownValue).join(', ')}</small>
            )}
            <small>
              {group.code} · {group.stage}
            </small>
          </a>
        </li>
      ))}
    </ul>
  )
}

/** A group by its field, or else by what is wrong. */
export function titleOf({ field, reason, code }: RefusalGroup): string {
  return field ?? (reason || meaningOf(code))
}

function shownValue(value: string): string {
  return value.startsWith('"') ? `“${value.slice(1).replace(/"$/, '')}”` : value
}
