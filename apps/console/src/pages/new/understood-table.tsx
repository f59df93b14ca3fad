import type { InferredField } from '@syndicate/contracts'
import type { Edits, FieldEdit } from '../../pipeline/definition-with.ts'
import { fieldWith } from '../../pipeline/definition-with.ts'
import type { ShownRow } from '../../pipeline/shown-rows.ts'
import { Icon } from '../../parts/icon.tsx'
import { FieldHead } from './field-head.tsx'

/** More columns are not for a table; the others are taken as they were found. */
const mostColumns = 40
const mostChars = 60

interface UnderstoodTableProps {
  fields: InferredField[]
  rows: ShownRow[]
  edits: Edits
  onEdit: (name: string, edit: FieldEdit) => void
  /** Whether a newer answer is on its way. */
  busy: boolean
}

/** The file as it is understood: what each column is, and its first records as they would be stored. */
export function UnderstoodTable({ fields, rows, edits, onEdit, busy }: UnderstoodTableProps) {
  const shown = fields.slice(0, mostColumns)
  return (
    <>
      <div class="table-frame" role="region" aria-label="The file as it is understood" tabIndex={0} aria-busy={busy}>
        <table class="table understood">
          <caption class="unseen">The file as it is understood</caption>
          <thead>
            <tr>
              <th scope="col" class="figure">
                Line
              </th>
              {shown.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
            <tr class="field-heads">
              <td />
              {shown.map((field) => (
                <td key={field.name}>
                  <FieldHead field={field} edit={edits.get(field.name)} onChange={(edit) => onEdit(field.name, edit)} />
                </td>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.position} class={`${row.fault ? 'refused-row' : ''} ${row.isApart ? 'apart' : ''}`}>
                <td class="figure quiet-text">{row.line}</td>
                {row.values ? (
                  shown.map((field) => <Cell key={field.name} field={field} row={row} edit={edits.get(field.name)} />)
                ) : (
                  <td colSpan={shown.length} class="bad-cell" title={row.fault?.reason}>
                    <Marked reason={row.fault?.reason}>{shorten(row.original ?? '')}</Marked>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {fields.length > mostColumns && (
        <p class="hint">{fields.length - mostColumns} more columns are taken as they were found.</p>
      )}
    </>
  )
}

function Cell({ field, row, edit }: { field: InferredField; row: ShownRow; edit: FieldEdit | undefined }) {
  const text = shownValue(row.values?.[field.name])
  if (row.fault?.field === field.name) {
    return (
      <td class="bad-cell" title={row.fault.reason}>
        <Marked reason={row.fault.reason}>{text}</Marked>
      </td>
    )
  }
  const { type } = fieldWith(field, edit)
  return <td class={type === 'integer' || type === 'number' ? 'figure' : undefined}>{text}</td>
}

function Marked({ reason, children }: { reason: string | undefined; children: string }) {
  return (
    <mark>
      <Icon name="failed" />
      {children}
      <span class="unseen"> refused: {reason}</span>
    </mark>
  )
}

function shownValue(value: unknown): string {
  if (value === undefined || value === null) return '–'
  return shorten(typeof value === 'string' ? value : JSON.stringify(value))
}

function shorten(text: string): string {
  return text.length > mostChars ? `${text.slice(0, mostChars)}…` : text
}
