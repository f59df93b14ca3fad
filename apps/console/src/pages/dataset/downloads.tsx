import type { DatasetDetail } from '@syndicate/contracts'
import { recordFormats } from '@syndicate/contracts/words'
import { downloadAddress } from '../../data/datasets.ts'
import { LinkButton } from '../../parts/button.tsx'

/** The live records, as files. */
export function Downloads({ dataset: { name, head } }: { dataset: DatasetDetail }) {
  return (
    <>
      {recordFormats.map((form) => (
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
