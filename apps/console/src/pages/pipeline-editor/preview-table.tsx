import { Icon } from '../../parts/icon.tsx'
import { fieldsIn, type Cell, type PreviewRow } from '../../pipeline/preview-rows.ts'

/** More columns are not for a table. */
const mostColumns = 40
const mostChars = 60

interface PreviewTableProps {
  rows: PreviewRow[]
  /** Whether a newer answer is on its way. */
  busy: boolean
}

/** Records as they would be stored, with what they were where that is something else; and those that would be refused, with why. */
export function PreviewTable({ rows, busy }: PreviewTableProps) {
  const { fields, more } = fieldsIn(rows, mostColumns)
  return (
    <>
      <div class="table-frame" role="region" aria-label="Records, before and after" tabIndex={0} aria-busy={busy}>
        <table class="table preview">
          <caption class="unseen">Records, before and after</caption>
          <thead>
            <tr>
              <th scope="col" class="figure">
                Line
              </th>
              {fields.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.position} row={row} fields={fields} />
            ))}
          </tbody>
        </table>
      </div>
      {more > 0 && <p class="hint">{more} more columns are not shown.</p>}
    </>
  )
}

function Row({ row, fields }: { row: PreviewRow; fields: string[] }) {
  const { cells, fault, isApart, line, original, position } = row
  return (
    <>
      <tr class={isApart ? 'apart' : undefined}>
        <td class="figure quiet-text" rowSpan={fault ? 2 : undefined}>
          {line ?? `#${position + 1}`}
        </td>
        {cells ? (
          fields.map((name) => (
            <td key={name} class={classOf(cells.get(name), fault?.field === name)}>
              <Value cell={cells.get(name)} />
            </td>
          ))
        ) : (
          <td colSpan={fields.length || 1} class="bad-cell">
            {shorten(original ?? '')}
          </td>
        )}
      </tr>
      {fault && (
        <tr class="refusal">
          <td colSpan={fields.length || 1}>
            <p>
              <Icon name="failed" /> refused: {fault.reason}
            </p>
          </td>
        </tr>
      )}
    </>
  )
}

function classOf(cell: Cell | undefined, isAtFault: boolean): string | undefined {
  return isAtFault ? 'bad-cell' : cell && cell.fate !== 'same' ? `cell-${cell.fate}` : undefined
}

function Value({ cell }: { cell: Cell | undefined }) {
  if (!cell) return null
  const { fate, before, after } = cell
  if (fate === 'same') return shownValue(after)
  return (
    <>
      {fate !== 'added' && (
        <del>
          <span class="unseen">was </span>
          {shownValue(before)}
        </del>
      )}
      {fate !== 'gone' && (
        <ins>
          <span class="unseen">{fate === 'added' ? 'new ' : 'is '}</span>
          {shownValue(after)}
        </ins>
      )}
    </>
  )
}

/** A text that became a number is told from it by its quotes. */
function shownValue(value: unknown): string {
  return shorten(value === null ? 'null' : JSON.stringify(value))
}

function shorten(text: string): string {
  return text.length > mostChars ? `${text.slice(0, mostChars)}…` : text
}
