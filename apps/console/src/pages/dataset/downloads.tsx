import type { DatasetDetail } from '@syndicate/contracts'
import { recordFormats } from '@syndicate/contracts/words'
import { downloadAddress, type DownloadForm } from '../../data/datasets.ts'
import { LinkButton } from '../../parts/button.tsx'

interface Download {
  label: string
  form: DownloadForm
  file: string
}

const downloads: Download[] = [
  ...recordFormats.map((format) => ({ label: format.toUpperCase(), form: { format }, file: `.${format}` })),
  // Not the plain one: what a spreadsheet would run has a sign before it.
  { label: 'Excel', form: { format: 'csv', for: 'excel' }, file: '-excel.csv' },
]

interface DownloadsProps {
  dataset: DatasetDetail
  /** Whether only some are shown: files have all of them. */
  isFiltered: boolean
}

/** The live records, as files. */
export function Downloads({ dataset: { name, head }, isFiltered }: DownloadsProps) {
  return (
    <div class="downloads">
      {isFiltered && (
        <span class="hint">
          Files have all records; those found: <code>syndicate records {name} --where …</code>
        </span>
      )}
      {downloads.map(({ label, form, file }) => (
        <LinkButton
          key={label}
          icon="down"
          href={downloadAddress(name, head, form)}
          download={`${name}-${head}${file}`}
        >
          {label}
        </LinkButton>
      ))}
    </div>
  )
}
