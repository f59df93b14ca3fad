import { maxInferredFields } from '@syndicate/contracts'
import { namesOf } from '../record/field-order.ts'
import { maxNamesBytes } from '../record/field-names.ts'
import type { Row } from '../record/row.ts'

/** Of names, as options and steps can speak of them. */
const mostNameChars = 200

export type Scalar = string | number | boolean

/** What stands under one name, in all records looked at. */
export interface Column {
  name: string
  /** How often each value came, in the order they came first. */
  values: Map<Scalar, number>
  /** Records in which it is null, and in which it is not there. */
  nulls: number
  absent: number
  objects: Row[]
  lists: unknown[][]
}

/**
 * The columns of some records, and how many are passed over: too many, or with names that no step can speak of.
 * @param named those that there are, whether or not there is a record
 */
export function columnsOf(rows: Row[], named: string[] = []): { columns: Column[]; passedOver: number } {
  const columns = new Map<string, Column>()
  const passedOver = new Set<string>()
  let room = maxNamesBytes

  function columnOf(name: string): Column | undefined {
    const known = columns.get(name)
    if (known || passedOver.size > maxInferredFields) return known
    const size = JSON.stringify(name).length
    if (columns.size >= maxInferredFields || size > room || !isUsable(name)) {
      passedOver.add(name)
      return undefined
    }
    room -= size
    const column = emptyColumn(name)
    columns.set(name, column)
    return column
  }

  for (const name of named) columnOf(name)
  for (const row of rows) {
    for (const name of namesOf(row)) {
      const column = columnOf(name)
      if (column) add(column, row[name])
    }
  }
  for (const column of columns.values()) column.absent = rows.length - presentIn(column)
  return { columns: [...columns.values()], passedOver: passedOver.size }
}

function isUsable(name: string): boolean {
  return name !== '' && name.length <= mostNameChars && name !== '__proto__'
}

function emptyColumn(name: string): Column {
  return { name, values: new Map(), nulls: 0, absent: 0, objects: [], lists: [] }
}

function add(column: Column, value: unknown): void {
  if (value === null || value === undefined) column.nulls++
  else if (Array.isArray(value)) column.lists.push(value)
  else if (typeof value === 'object') column.objects.push(value as Row)
  else column.values.set(value as Scalar, (column.values.get(value as Scalar) ?? 0) + 1)
}

/** Records in which it is something, null or not. */
function presentIn({ values, nulls, objects, lists }: Column): number {
  return countOf(values) + nulls + objects.length + lists.length
}

export function countOf(values: Map<unknown, number>): number {
  let count = 0
  for (const times of values.values()) count += times
  return count
}
