import type { Dataset } from '@syndicate/contracts'

/** What a list of datasets can be sorted by, and how its heads are called. */
export const sortKeys = {
  name: 'Dataset',
  pipeline: 'Pipeline',
  records: 'Records',
  bytes: 'Stored',
  head: 'Version',
  updatedAt: 'Updated',
} as const satisfies Partial<Record<keyof Dataset, string>>

export type SortKey = keyof typeof sortKeys

export interface DatasetSort {
  key: SortKey
  isDescending: boolean
}

/** As the address says it: `records`, or `-records` for the most first. */
export function sortIn(text: string | undefined): DatasetSort {
  const key = text?.replace(/^-/, '')
  return key !== undefined && Object.hasOwn(sortKeys, key)
    ? { key: key as SortKey, isDescending: text!.startsWith('-') }
    : { key: 'name', isDescending: false }
}

export function sortText({ key, isDescending }: DatasetSort): string | undefined {
  if (key === 'name' && !isDescending) return undefined
  return `${isDescending ? '-' : ''}${key}`
}

/** Names begin with a; of figures and times the most comes first. */
export function sortBy(now: DatasetSort, key: SortKey): DatasetSort {
  if (now.key === key) return { key, isDescending: !now.isDescending }
  return { key, isDescending: key !== 'name' && key !== 'pipeline' }
}

export function sortDatasets(datasets: readonly Dataset[], { key, isDescending }: DatasetSort): Dataset[] {
  const sorted = datasets.toSorted((one, other) => {
    const [a, b] = [one[key] ?? '', other[key] ?? '']
    return a === b ? 0 : a < b ? -1 : 1
  })
  return isDescending ? sorted.reverse() : sorted
}
