import type { AcceptedErasure, ErasureSelector } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import { eraseRecords } from '../../data/erasures.ts'
import { useAction } from '../../data/use-action.ts'
import { countOf } from '../../format/format-number.ts'
import { DoneDialog } from '../../parts/done-dialog.tsx'
import { TextField } from '../../parts/field.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'

interface EraseRecordsProps {
  dataset: string
  onChanged: () => void
  onClose: () => void
}

/** Erases the records with a value in a field, for good, once it was looked at what that is. */
export function EraseRecords({ dataset, onChanged, onClose }: EraseRecordsProps) {
  const [field, setField] = useState('')
  const [value, setValue] = useState('')
  const [tried, setTried] = useState<AcceptedErasure | null>(null)
  const [done, setDone] = useState<AcceptedErasure | null>(null)
  // What was looked at is not what is typed now.
  const typing = (set: (text: string) => void) => (text: string) => {
    setTried(null)
    set(text)
  }
  const action = useAction(async () => {
    const found = await eraseRecords(dataset, selectorOf(field, value), tried === null)
    if (tried === null) return setTried(found)
    setDone(found)
    onChanged()
  })

  if (done)
    return (
      <DoneDialog title={done.state === 'done' ? 'Erased' : 'Erased so far'} onDone={onClose}>
        <Found erasure={done} />
        {done.waitingFor > 0 && (
          <p>{countOf(done.waitingFor, 'run')} that came before has yet to end, and is looked at then.</p>
        )}
        {done.heldUp && <p>{done.heldUp}. It is tried again until it can be.</p>}
        <p>
          Proof <code>{done.proof}</code> with salt <code>{done.salt}</code>, which is kept nowhere else.
        </p>
      </DoneDialog>
    )
  return (
    <FormDialog
      title={`Erase records from ${dataset}`}
      deed={tried ? 'Erase for good' : 'See what there is'}
      danger={tried !== null}
      action={action}
      onClose={onClose}
    >
      <p>
        Those with a value in a field, such as a person’s number: from every version and from quarantine. Each stored
        input that holds one goes as a whole, and can not be replayed any more.
      </p>
      <TextField label="Field" value={field} onInput={typing(setField)} autocomplete="off" maxLength={200} required />
      <TextField
        label="Value"
        hint="It is told to nobody, and forgotten when that is done"
        value={value}
        onInput={typing(setValue)}
        autocomplete="off"
        maxLength={1000}
        required
      />
      {tried && <Found erasure={tried} />}
    </FormDialog>
  )
}

function Found({ erasure: { records, versions, refused, inputs } }: { erasure: AcceptedErasure }) {
  return (
    <ul role="status">
      <li>
        {countOf(records, 'stored record')} in {countOf(versions, 'version')}
      </li>
      <li>{countOf(refused, 'record')} in quarantine</li>
      <li>{countOf(inputs, 'input')} as a whole</li>
    </ul>
  )
}

/** A text is also found where it is written as a number. */
function selectorOf(field: string, value: string): ErasureSelector {
  return { key: { [field]: value === 'true' || value === 'false' ? value === 'true' : value } }
}
