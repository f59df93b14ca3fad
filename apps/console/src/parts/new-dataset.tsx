import { LinkButton } from './button.tsx'

/** The way to a dataset of a file of one's own. */
export function NewDataset() {
  return (
    <LinkButton kind="primary" icon="start" href="/new">
      New dataset
    </LinkButton>
  )
}
