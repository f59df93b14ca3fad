import type { PatchOperation } from '@syndicate/contracts'
import { useEffect, useState } from 'preact/hooks'
import { Choice } from '../../parts/choice.tsx'
import { CodeField } from '../../parts/field.tsx'
import { derivePatch } from '../../patch/derive-patch.ts'
import { isAllText, patchOf, type FieldEdit } from '../../patch/field-edits.ts'
import { FieldEdits } from './field-edits-form.tsx'
import type { ToMend } from './record-to-mend.ts'

type Way = 'fields' | 'record' | 'patch'

interface PatchEditorProps {
  record: ToMend
  /** The patch goes to more records than this one. */
  many: boolean
  /** Their values at fault are not all the same. */
  differs: boolean
  /** null: what stands there is no patch yet. */
  onPatch: (patch: PatchOperation[] | null) => void
}

/** The field at fault with its value, to type another over it; empty where the value is that of one among others. */
function firstEdits({ value, field }: ToMend, differs: boolean): FieldEdit[] {
  if (differs) return [{ op: 'set', field: field ?? '', value: '' }]
  const before = field === null ? undefined : (value as Record<string, unknown> | null)?.[field]
  const shown = typeof before === 'string' ? before : before === undefined ? '' : JSON.stringify(before)
  return [{ op: 'set', field: field ?? '', value: shown }]
}

/** Three ways to write one JSON Patch: field by field, by editing the record, or by hand. */
export function PatchEditor({ record, many, differs, onPatch }: PatchEditorProps) {
  const { value, readable } = record
  const [way, setWay] = useState<Way>(readable ? 'fields' : 'record')
  const [edits, setEdits] = useState<FieldEdit[]>(() => firstEdits(record, differs))
  const original = JSON.stringify(value, null, 2)
  const [text, setText] = useState(original)
  const [patchText, setPatchText] = useState('[]')
  const [wrong, setWrong] = useState('')

  function give(patch: PatchOperation[]): void {
    setWrong('')
    setPatchText(JSON.stringify(patch, null, 2))
    onPatch(patch)
  }

  function refuse(why: string): void {
    setWrong(why)
    onPatch(null)
  }

  /** Fields and record begin anew, since neither shows what the other did; the patch shows what there is. */
  function choose(next: Way): void {
    setWay(next)
    if (next === 'patch') return
    setEdits(firstEdits(record, differs))
    if (next === 'record') giveRecord(original)
    else give([])
  }

  function giveRecord(edited: string): void {
    setText(edited)
    const parsed = parse(edited)
    if (parsed instanceof SyntaxError) return refuse(`This is not JSON yet: ${parsed.message}`)
    // What could not be read cannot be changed in places: it is replaced.
    give(readable ? derivePatch(value, parsed) : [{ op: 'replace', path: '', value: parsed }])
  }

  useEffect(() => {
    if (!readable) giveRecord(text)
  }, [])

  return (
    <div class="form">
      <Choice<Way>
        label="How to change it"
        value={way}
        onChange={choose}
        options={[
          ...(readable ? ([['fields', 'Fields']] as const) : []),
          ['record', many ? 'An example record' : 'The record'],
          ['patch', 'JSON Patch'],
        ]}
      />
      {way === 'fields' && (
        <FieldEdits
          edits={edits}
          record={value}
          differs={differs}
          onChange={(next) => {
            setEdits(next)
            give(patchOf(next, isAllText(value)))
          }}
        />
      )}
      {way === 'record' && (
        <CodeField
          label="The record before the pipeline's steps, as JSON"
          hint={recordHint(readable, many)}
          rows={10}
          value={text}
          onInput={giveRecord}
        />
      )}
      {way === 'patch' && (
        <CodeField
          label="JSON Patch (RFC 6902)"
          hint="A list of operations: add, remove, replace, move, copy, test"
          rows={10}
          value={patchText}
          onInput={(typed) => {
            setPatchText(typed)
            const parsed = parse(typed)
            if (!Array.isArray(parsed)) return refuse('This is not a list of operations yet')
            setWrong('')
            onPatch(parsed as PatchOperation[])
          }}
        />
      )}
      {wrong && (
        <p class="hint" role="status">
          {wrong}
        </p>
      )}
    </div>
  )
}

function recordHint(readable: boolean, many: boolean): string {
  if (!readable)
    return 'It could not be read, so this takes its place. Fields are those of other records; fill in what is missing.'
  return many
    ? 'What you change here is changed in every one of the records.'
    : 'What you change here becomes a JSON Patch.'
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    return error
  }
}
