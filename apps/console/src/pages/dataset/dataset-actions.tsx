import type { DatasetDetail } from '@syndicate/contracts'
import { isAtLeast } from '../../data/session.ts'
import { LinkButton } from '../../parts/button.tsx'

/** What can be done with the dataset as a whole. */
export function DatasetActions({ dataset: { name, pipeline } }: { dataset: DatasetDetail }) {
  return (
    <>
      <LinkButton icon="runs" href={`/?dataset=${name}`}>
        The runs into it
      </LinkButton>
      {pipeline && isAtLeast('operator') && (
        <LinkButton icon="start" href={`/start?${new URLSearchParams({ pipeline, dataset: name })}`}>
          Send a file
        </LinkButton>
      )}
    </>
  )
}
