import type { Format, Pipeline } from '@syndicate/contracts'
import { formats } from '@syndicate/contracts/words'
import { useState } from 'preact/hooks'
import { describeError } from '../../data/describe-error.ts'
import { isAtLeast } from '../../data/session.ts'
import type { Upload } from '../../data/use-upload.ts'
import { Button } from '../../parts/button.tsx'
import { SelectField, TextField } from '../../parts/field.tsx'
import { Failure } from '../../parts/notice.tsx'
import { UploadProgress } from '../../parts/upload-progress.tsx'
import { faultOfName, fieldOf } from './field-errors.ts'
import type { Input } from './input.ts'
import { readingOf, type Reading } from './reading.ts'
import { ReadingFields } from './reading-fields.tsx'
import { Trial } from './trial.tsx'

/** What is said of an input besides what it is. */
export interface Said {
  format: Format
  dataset: string
  reading: ReturnType<typeof readingOf>
}

interface StartFormProps {
  pipeline: Pipeline
  input: Input
  /** What the input is, as far as that is known. */
  found: Format | undefined
  dataset: string
  onDataset: (dataset: string) => void
  upload: Upload
  onStart: (said: Said) => void
}

/** How the input is read and where it goes, and go. */
export function StartForm({ pipeline, input, found, dataset, onDataset, upload, onStart }: StartFormProps) {
  const [chosen, choose] = useState<Format>()
  const [reading, setReading] = useState<Reading>({})
  const format = chosen ?? found ?? pipeline.format
  const name = dataset.trim()
  const refused = upload.error === undefined ? undefined : describeError(upload.error)
  const about = fieldOf(upload.error)
  const isEmpty = input.way === 'file' ? input.file === null : input.text.trim() === ''
  const fault = faultOfName(name)
  return (
    <form
      class="form sheet"
      onSubmit={(event) => {
        event.preventDefault()
        if (!fault) onStart({ format, dataset: name, reading: readingOf(format, reading) })
      }}
    >
      {input.way === 'file' && input.file && isAtLeast('operator') && (
        <Trial file={input.file} pipeline={pipeline} format={format} />
      )}
      <fieldset class="bare form" disabled={upload.busy}>
        <div class="start-options">
          <SelectField
            label="Format"
            value={format}
            error={about === 'format' ? refused : undefined}
            onChange={(next) => {
              upload.clear()
              choose(next as Format)
            }}
            options={formats.map((each) => [each, each])}
          />
          <TextField
            label="Dataset (optional)"
            placeholder={pipeline.dataset}
            hint="Lower case letters, digits, - and _. It is made when it is not there."
            error={fault ?? (about === 'dataset' ? refused : undefined)}
            maxLength={63}
            autocomplete="off"
            value={dataset}
            onInput={(next) => {
              upload.clear()
              onDataset(next)
            }}
          />
        </div>
        <ReadingFields format={format} reading={reading} onChange={setReading} />
      </fieldset>
      <UploadProgress upload={upload} />
      <Failure>{about === 'format' || about === 'dataset' ? undefined : refused}</Failure>
      <div class="form-actions">
        <Button
          kind="primary"
          type="submit"
          busy={upload.busy}
          disabled={isEmpty || fault !== undefined || !isAtLeast('operator')}
        >
          Start the run
        </Button>
      </div>
    </form>
  )
}
