import type { Dataset } from '@syndicate/contracts'
import type { ComponentChildren } from 'preact'
import { formatBytes, formatCount } from '../../format/format-number.ts'
import { When } from '../../parts/when.tsx'
import { DatasetTypes } from './dataset-types.tsx'
import { sortBy, sortKeys, type DatasetSort, type SortKey } from './sort-datasets.ts'

interface DatasetColumn {
  name: string
  key?: SortKey
  figure?: boolean
  cell: (dataset: Dataset) => ComponentChildren
}

const columns: DatasetColumn[] = [
  { name: sortKeys.name, key: 'name', cell: ({ name }) => <a href={`/datasets/${name}`}>{name}</a> },
  {
    name: sortKeys.pipeline,
    key: 'pipeline',
    cell: ({ pipeline }) => pipeline && <a href={`/pipelines/${pipeline}`}>{pipeline}</a>,
  },
  { name: 'Mode', cell: ({ mode }) => mode },
  { name: 'Fields', cell: ({ fields }) => <DatasetTypes fields={fields} /> },
  { name: sortKeys.records, key: 'records', figure: true, cell: ({ records }) => formatCount(records) },
  { name: sortKeys.bytes, key: 'bytes', figure: true, cell: ({ bytes }) => formatBytes(bytes) },
  { name: sortKeys.head, key: 'head', figure: true, cell: ({ head }) => head },
  { name: sortKeys.updatedAt, key: 'updatedAt', figure: true, cell: ({ updatedAt }) => <When at={updatedAt} /> },
]

interface DatasetTableProps {
  datasets: Dataset[]
  sort: DatasetSort
  onSort: (sort: DatasetSort) => void
}

/** Datasets, sorted by their heads; on a narrow screen each is a card. */
export function DatasetTable({ datasets, sort, onSort }: DatasetTableProps) {
  return (
    <div class="table-frame" role="region" aria-label="Datasets" tabIndex={0}>
      <table class="table cards dataset-table" role="table">
        <caption class="unseen">Datasets</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ name, key, figure }) => (
              <th
                key={name}
                scope="col"
                role="columnheader"
                class={figure ? 'figure' : undefined}
                aria-sort={key === sort.key ? (sort.isDescending ? 'descending' : 'ascending') : undefined}
              >
                {key ? (
                  <button type="button" class="sort-head" onClick={() => onSort(sortBy(sort, key))}>
                    {name}
                    {key === sort.key && <span aria-hidden="true">{sort.isDescending ? ' ↓' : ' ↑'}</span>}
                  </button>
                ) : (
                  name
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {datasets.map((dataset) => (
            <tr key={dataset.name} role="row">
              {columns.map(({ name, figure, cell }) => (
                <td key={name} role="cell" class={figure ? 'figure' : undefined} data-label={name}>
                  <div>{cell(dataset)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
