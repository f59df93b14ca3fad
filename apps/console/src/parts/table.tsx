import { Fragment, type ComponentChildren } from 'preact'
import './table.css'

export interface Column<T> {
  name: string
  cell: (row: T) => ComponentChildren
  /** Figures stand at the right, digit below digit. */
  figure?: boolean
  /** Buttons: their column has a name for those who hear it only. */
  actions?: boolean
}

interface TableProps<T> {
  /** What it holds, for those who hear it. */
  caption: string
  columns: Column<T>[]
  rows: readonly T[]
  keyOf: (row: T) => string | number
  /** On a narrow screen each row becomes a card. @default true; a sheet with columns of its own scrolls instead */
  cards?: boolean
  /** For a table whose cards are laid out in a way of their own. */
  class?: string
  /** What stands below a row, over all columns, where something does. */
  below?: (row: T) => ComponentChildren
}

export function Table<T>({ caption, columns, rows, keyOf, cards = true, class: extra = '', below }: TableProps<T>) {
  return (
    <div class="table-frame" role="region" aria-label={caption} tabIndex={0}>
      <table class={`table ${cards ? 'cards' : ''} ${extra}`} role="table">
        <caption class="unseen">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ name, figure, actions }) => (
              <th key={name} scope="col" role="columnheader" class={figure ? 'figure' : undefined}>
                {actions ? <span class="unseen">{name}</span> : name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <Fragment key={keyOf(row)}>
              <tr role="row">
                {columns.map(({ name, cell, figure, actions }) => (
                  <td
                    key={name}
                    role="cell"
                    class={actions ? 'row-actions' : figure ? 'figure' : undefined}
                    data-label={actions ? undefined : name}
                  >
                    <div>{cell(row)}</div>
                  </td>
                ))}
              </tr>
              <Below columns={columns.length}>{below?.(row)}</Below>
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Below({ columns, children }: { columns: number; children: ComponentChildren }) {
  if (!children) return null
  return (
    <tr class="below" role="row">
      <td role="cell" colSpan={columns}>
        {children}
      </td>
    </tr>
  )
}
