import type { DatasetDetail } from '@syndicate/contracts'
import { downloadAddress } from '../../data/datasets.ts'
import { LinkButton } from '../../parts/button.tsx'

const forms = ['csv', 'ndjson', 'json'] as const

/** The live records, as files. */
export function Downloads({ dataset: { name, head } }: { dataset: DatasetDetail }) {
  return (
    <>
      {forms.map((form) => (
        <LinkButton
          key={form}
          icon="down"
          href={downloadAddress(name, head, form)}
          download={`${name}-${head}.${form}`}
        >
          {form.toUpperCase()}
        </LinkButton>
      ))}
    </>
  )
}
