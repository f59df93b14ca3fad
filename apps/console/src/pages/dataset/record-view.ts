import { conditionsIn, type Condition } from './condition.ts'

/** What of the records is shown, as the address of the page says it. */
export interface RecordView {
  conditions: Condition[]
  /** Those that are shown; none: as many as have room. */
  columns: string[] | undefined
  sort: Sort | undefined
}

export interface Sort {
  field: string
  isDescending: boolean
}

type Query = Record<string, string | undefined>

export function viewOf({ filter, columns, sort }: Query): RecordView {
  return {
    conditions: conditionsIn(filter),
    columns: namesIn(columns),
    sort: sort ? { field: sort.slice(1), isDescending: sort.startsWith('-') } : undefined,
  }
}

/** What changes of the address; undefined is taken from it. */
export function queryOf(change: Partial<RecordView>): Query {
  const { conditions, columns, sort } = change
  return {
    ...('conditions' in change && { filter: conditions?.length ? JSON.stringify(conditions) : undefined }),
    ...('columns' in change && { columns: columns && JSON.stringify(columns) }),
    ...('sort' in change && { sort: sort && `${sort.isDescending ? '-' : '~'}${sort.field}` }),
  }
}

/** Upwards, downwards, and as they are stored again. */
export function nextSort(now: Sort | undefined, field: string): Sort | undefined {
  if (now?.field !== field) return { field, isDescending: false }
  return now.isDescending ? undefined : { field, isDescending: true }
}

function namesIn(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined
  try {
    const names: unknown = JSON.parse(text)
    return Array.isArray(names) && names.every((name) => typeof name === 'string') ? names : undefined
  } catch {
    return undefined
  }
}
