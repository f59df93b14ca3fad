import type { RecordRow } from '../../data/datasets.ts'
import { RecordCell } from './record-cell.tsx'
import { nextSort, type Sort } from './record-view.ts'

interface RecordGridProps {
  name: string
  rows: RecordRow[]
  columns: string[]
  /** What the values of a field are, in words; undefined where nobody knows. */
  typeOf: (field: string) => string | undefined
  sort: Sort | undefined
  onSort: (sort: Sort | undefined) => void
  onOpen: (row: RecordRow) => void
}

/** Records as a table: heads say of what type a column is and sort by it, the number of a row opens it. */
export function RecordGrid({ name, rows, columns, typeOf, sort, onSort, onOpen }: RecordGridProps) {
  return (
    <div class="table-frame record-grid" role="region" aria-label={`Records of ${name}`} tabIndex={0}>
      <table class="table">
        <caption class="unseen">Records of {name}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">Open</span>
            </th>
            {columns.map((field) => (
              <Head
                key={field}
                field={field}
                type={typeOf(field)}
                sort={sort?.field === field ? sort : undefined}
                onSort={() => onSort(nextSort(sort, field))}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.index} onClick={(event) => isPlain(event) && onOpen(row)}>
              <td>
                <button type="button" class="record-number" onClick={() => onOpen(row)}>
                  {row.index + 1}
                  <span class="unseen">: the whole record, and where it comes from</span>
                </button>
              </td>
              {columns.map((field) => (
                <td key={field} class={isFigure(typeOf(field)) ? 'figure' : undefined}>
                  <RecordCell value={row.record[field]} field={field} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface HeadProps {
  field: string
  type: string | undefined
  sort: Sort | undefined
  onSort: () => void
}

function Head({ field, type, sort, onSort }: HeadProps) {
  const order = sort && (sort.isDescending ? 'descending' : 'ascending')
  return (
    <th scope="col" aria-sort={order} class={isFigure(type) ? 'figure' : undefined}>
      <button type="button" class="record-head" onClick={onSort}>
        <span>
          {field}
          {sort && <span aria-hidden="true">{sort.isDescending ? ' ↓' : ' ↑'}</span>}
        </span>
        <small title={type}>{type?.replace(', not in every record', '?') ?? 'not known'}</small>
      </button>
    </th>
  )
}

function isFigure(type: string | undefined): boolean {
  return type !== undefined && /^(integer|number)( or null)?(,|$)/.test(type)
}

/** A click on nothing that does something itself, and no text being selected. */
function isPlain({ target }: MouseEvent): boolean {
  const isOwn = target instanceof Element && target.closest('button, a, summary, pre') !== null
  return !isOwn && getSelection()?.type !== 'Range'
}
