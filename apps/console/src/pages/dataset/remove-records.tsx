import type { DatasetDetail, DatasetSchema } from '@syndicate/contracts'
import { useLocation } from 'preact-iso'
import { useState } from 'preact/hooks'
import { deleteDataset, truncateDataset } from '../../data/erasures.ts'
import { isAtLeast } from '../../data/session.ts'
import { useAction } from '../../data/use-action.ts'
import { Button } from '../../parts/button.tsx'
import { TextField } from '../../parts/field.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { Section } from '../../parts/page.tsx'
import { say } from '../../parts/toast.tsx'
import { EraseRecords } from './erase-records.tsx'
import './remove-records.css'

interface RemoveRecordsProps {
  dataset: DatasetDetail
  schema: DatasetSchema | undefined
  onChanged: () => void
}

/** What takes records away: those of a person, all that are live, the dataset. */
export function RemoveRecords({ dataset, schema, onChanged }: RemoveRecordsProps) {
  const [asked, ask] = useState<'erase' | 'truncate' | 'delete' | null>(null)
  if (!isAtLeast('operator')) return null
  const isAdmin = isAtLeast('admin')
  const close = () => ask(null)
  return (
    <Section title="Take records away">
      <ul class="removals">
        <li>
          <Button onClick={() => ask('truncate')}>Truncate</Button>
          <span>Readers see no record; a rollback brings all of them back.</span>
        </li>
        {isAdmin && (
          <li>
            <Button onClick={() => ask('erase')}>Erase records</Button>
            <span>Those with a value, such as a person’s, leave every version for good.</span>
          </li>
        )}
        {isAdmin && (
          <li>
            <Button kind="danger" onClick={() => ask('delete')}>
              Delete the dataset
            </Button>
            <span>All versions and its quarantine go for good; its runs stay in the list.</span>
          </li>
        )}
      </ul>
      {asked === 'erase' && (
        <EraseRecords dataset={dataset.name} schema={schema} onChanged={onChanged} onClose={close} />
      )}
      {(asked === 'truncate' || asked === 'delete') && (
        <ByName deed={asked} dataset={dataset} onChanged={onChanged} onClose={close} />
      )}
    </Section>
  )
}

interface ByNameProps extends Omit<RemoveRecordsProps, 'schema'> {
  deed: 'truncate' | 'delete'
  onClose: () => void
}

function ByName({ deed, dataset: { name, head }, onChanged, onClose }: ByNameProps) {
  const [typed, type] = useState('')
  const { route } = useLocation()
  const isDelete = deed === 'delete'
  const action = useAction(async () => {
    if (isDelete) {
      await deleteDataset(name, head)
      say(`${name} is deleted`)
      return route('/datasets')
    }
    await truncateDataset(name, head)
    say(`${name} is empty; a rollback brings back version ${head}`)
    onChanged()
    onClose()
  })
  return (
    <FormDialog
      title={isDelete ? `Delete ${name}?` : `Truncate ${name}?`}
      deed={isDelete ? 'Delete' : 'Truncate'}
      danger
      disabled={typed !== name}
      action={action}
      onClose={onClose}
    >
      <p>
        {isDelete
          ? 'The dataset goes with all its versions and its quarantine, for good. Its runs stay in the list. A run that publishes afterwards begins it anew.'
          : 'Readers see no record of it any more. Nothing is deleted: a rollback brings back what is there now.'}
      </p>
      <TextField label={`Type ${name} to go on`} value={typed} onInput={type} autocomplete="off" required />
    </FormDialog>
  )
}
