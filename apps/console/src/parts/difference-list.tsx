import type { Difference } from '../pipeline/differences.ts'
import './difference-list.css'

/** Where two definitions differ: place by place, what stood and what stands there. */
export function DifferenceList({ differences }: { differences: readonly Difference[] }) {
  return (
    <dl class="differences">
      {differences.map(({ path, before, after }) => (
        <div key={path}>
          <dt>
            <code>{path || 'all of it'}</code>
          </dt>
          {before !== undefined && (
            <dd>
              <del>
                <span class="unseen">before: </span>
                {JSON.stringify(before)}
              </del>
            </dd>
          )}
          {after !== undefined && (
            <dd>
              <ins>
                <span class="unseen">after: </span>
                {JSON.stringify(after)}
              </ins>
            </dd>
          )}
        </div>
      ))}
    </dl>
  )
}
