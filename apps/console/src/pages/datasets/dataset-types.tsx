import type { Dataset } from '@syndicate/contracts'
import { formatCount } from '../../format/format-number.ts'

/** Types that are named; the others are counted. */
const mostNamed = 3

/** What its fields are, at a glance. */
export function DatasetTypes({ fields }: { fields: Dataset['fields'] | undefined }) {
  if (!fields) return <span class="quiet-text">not known</span>
  const all = fields.reduce((sum, { count }) => sum + count, 0)
  const named = fields.slice(0, mostNamed)
  const others = all - named.reduce((sum, { count }) => sum + count, 0)
  const said = [
    ...named.map(({ type, count }) => `${formatCount(count)} ${type}`),
    ...(others > 0 ? [`${others} other`] : []),
  ]
  return <span title={fields.map(({ type, count }) => `${count} ${type}`).join(', ')}>{said.join(', ') || 'none'}</span>
}
