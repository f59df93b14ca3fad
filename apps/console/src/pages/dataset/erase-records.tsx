import type { AcceptedErasure, DatasetSchema, Erasure, ErasureSelector } from '@syndicate/contracts'
import { useEffect, useId, useState } from 'preact/hooks'
import { askErasure } from '../../data/erasures.ts'
import { useAction } from '../../data/use-action.ts'
import { useErasure } from '../../data/use-erasure.ts'
import { DoneDialog } from '../../parts/done-dialog.tsx'
import { Field, TextField } from '../../parts/field.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { ErasureFound } from './erasure-found.tsx'

interface EraseRecordsProps {
  dataset: string
  /** Which fields its records have. */
  schema: DatasetSchema | undefined
  onChanged: () => void
  onClose: () => void
}

/** What was counted, and by what it was chosen. */
interface Look {
  asked: AcceptedErasure
  field: string
  value: string
}

/** Erases the records with a value in a field, for good, once it was looked at what that is. */
export function EraseRecords({ dataset, schema, onChanged, onClose }: EraseRecordsProps) {
  const [field, setField] = useState('')
  const [value, setValue] = useState('')
  const [look, setLook] = useState<Look | null>(null)
  const [hasLooked, setHasLooked] = useState(false)
  const [erasing, setErasing] = useState<AcceptedErasure | null>(null)
  // What was looked at may not be what is typed now.
  const mine = look?.field === field && look.value === value ? look.asked : null
  const mayErase = mine !== null && hasLooked
  const action = useAction(async () => {
    const asked = await askErasure(dataset, selectorOf(field, value), mine === null)
    if (mine !== null) return setErasing(asked)
    setHasLooked(false)
    setLook({ asked, field, value })
  })
  const isLooking = mine !== null && !hasLooked
  // The answer has the salt, which nobody else has: who has asked for the deed waits for it.
  const close = () => (mayErase && action.busy ? undefined : onClose())

  if (erasing) return <Erasing asked={erasing} onChanged={onChanged} onClose={onClose} />
  return (
    <FormDialog
      title={`Erase records from ${dataset}`}
      deed={mayErase ? 'Erase for good' : 'See what there is'}
      danger={mayErase}
      action={{ ...action, busy: action.busy || isLooking, run: () => !isLooking && action.run() }}
      onClose={close}
    >
      <p>
        Those with a value in a field, such as a person’s number: from every version and from quarantine. Each stored
        input that holds one goes as a whole, and can not be replayed any more.
      </p>
      <SchemaField schema={schema} value={field} onInput={setField} />
      <TextField
        label="Value"
        hint="It is told to nobody, and forgotten when that is done"
        value={value}
        onInput={setValue}
        autocomplete="off"
        maxLength={1000}
        required
      />
      {mine && <Looking key={mine.id} asked={mine} onDone={() => setHasLooked(true)} />}
    </FormDialog>
  )
}

interface SchemaFieldProps {
  schema: DatasetSchema | undefined
  value: string
  onInput: (value: string) => void
}

/** A field by its name. What the records of now do not have may still be in those of older versions. */
function SchemaField({ schema, value, onInput }: SchemaFieldProps) {
  const listId = useId()
  // Those within objects have a name of several parts, and are not what is chosen by.
  const names = (schema?.fields ?? []).map(({ field }) => field).filter((field) => !field.includes('/'))
  const isUnknown = value !== '' && schema?.complete === true && !names.includes(value)
  return (
    <Field label="Field" hint={isUnknown && 'No record has such a field now; those of older versions may.'}>
      {(labelled) => (
        <>
          <input
            {...labelled}
            class="input"
            list={listId}
            autocomplete="off"
            maxLength={200}
            required
            value={value}
            onInput={(event) => onInput(event.currentTarget.value)}
          />
          <datalist id={listId}>
            {names.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  )
}

function Looking({ asked, onDone }: { asked: AcceptedErasure; onDone: () => void }) {
  const followed = useErasure(asked)
  useWhenDone(followed.erasure, onDone)
  return <ErasureFound {...followed} />
}

interface ErasingProps {
  asked: AcceptedErasure
  onChanged: () => void
  onClose: () => void
}

/** What was asked for cannot be asked for again here: it is told how far it is, and how to prove it. */
function Erasing({ asked, onChanged, onClose }: ErasingProps) {
  const followed = useErasure(asked)
  const { state } = followed.erasure
  useWhenDone(followed.erasure, onChanged)
  function close(): void {
    if (state !== 'done') onChanged()
    onClose()
  }
  return (
    <DoneDialog title={state === 'done' ? 'Erased' : 'Being erased'} onDone={close}>
      <ErasureFound {...followed} />
      <p>
        Erasure <code>{asked.id}</code> has the proof <code>{asked.proof}</code> with salt <code>{asked.salt}</code>,
        which is kept nowhere else.
      </p>
    </DoneDialog>
  )
}

function useWhenDone({ state }: Erasure, onDone: () => void): void {
  useEffect(() => {
    if (state === 'done') onDone()
  }, [state])
}

/** A text is also found where it is written as a number. */
function selectorOf(field: string, value: string): ErasureSelector {
  return { key: { [field]: value === 'true' || value === 'false' ? value === 'true' : value } }
}
