import type { Format, Pipeline } from '@syndicate/contracts'
import { fileNameToSend } from '@syndicate/contracts/file-name'
import { formats } from '@syndicate/contracts/words'
import { useLocation } from 'preact-iso'
import { useState } from 'preact/hooks'
import { client } from '../../data/client.ts'
import { isAtLeast } from '../../data/session.ts'
import { useAction } from '../../data/use-action.ts'
import { Button } from '../../parts/button.tsx'
import { Choice } from '../../parts/choice.tsx'
import { DropZone } from '../../parts/drop-zone.tsx'
import { CodeField, SelectField, TextField } from '../../parts/field.tsx'
import { Failure } from '../../parts/notice.tsx'
import { UploadProgress } from '../../parts/upload-progress.tsx'
import { binaryFormats, bytesOf, encodingOf, formatOf } from '../../pipeline/input-form.ts'
import { Examples } from './examples.tsx'
import { readingOf, type Reading } from './reading.ts'
import { ReadingFields } from './reading-fields.tsx'

interface StartFormProps {
  pipeline: Pipeline
  /** The place of an example to begin with. */
  example: string | undefined
}

export function StartForm({ pipeline, example }: StartFormProps) {
  const begun = example === undefined ? undefined : pipeline.examples[Number(example)]
  const [way, setWay] = useState<'paste' | 'file'>('paste')
  const [text, setText] = useState(begun?.input ?? '')
  const [file, setFile] = useState<File | null>(null)
  const [format, setFormat] = useState<Format>(begun?.format ?? pipeline.format)
  const [dataset, setDataset] = useState('')
  const [reading, setReading] = useState<Reading>({})
  const [sent, setSent] = useState<{ sent: number; total?: number | undefined } | null>(null)
  const { route } = useLocation()

  const action = useAction(async () => {
    setSent(null)
    const source = way === 'file' ? file! : bytesOf(text, format)
    const contentEncoding = way === 'file' ? encodingOf(file!.name) : undefined
    const accepted = await client.upload(source, {
      pipeline: pipeline.name,
      format,
      ...(dataset.trim() && { dataset: dataset.trim() }),
      ...readingOf(format, reading),
      ...(contentEncoding && { contentEncoding }),
      ...(way === 'file' && { fileName: fileNameToSend(file!.name) }),
      onProgress: setSent,
    })
    route(`/runs/${accepted.runId}`)
  })

  function choose(chosen: File): void {
    setFile(chosen)
    setFormat(formatOf(chosen.name) ?? pipeline.format)
  }

  const isEmpty = way === 'file' ? file === null : text.trim() === ''
  return (
    <form
      class="form sheet"
      onSubmit={(event) => {
        event.preventDefault()
        action.run()
      }}
    >
      <Choice
        label="Where the input comes from"
        value={way}
        onChange={setWay}
        options={[
          ['paste', 'Paste'],
          ['file', 'File'],
        ]}
      />
      {way === 'paste' ? (
        <>
          <CodeField
            label="Input"
            hint={binaryFormats.includes(format) ? 'As base64' : undefined}
            rows={10}
            value={text}
            onInput={setText}
          />
          <Examples pipeline={pipeline} />
        </>
      ) : (
        <DropZone file={file} onChoose={choose} />
      )}
      <div class="start-options">
        <SelectField
          label="Format"
          value={format}
          onChange={(chosen) => setFormat(chosen as Format)}
          options={formats.map((each) => [each, each])}
        />
        <TextField
          label="Dataset (optional)"
          placeholder={pipeline.dataset}
          hint="Lower case letters, digits, - and _. It is made when it is not there."
          maxLength={63}
          autocomplete="off"
          value={dataset}
          onInput={setDataset}
        />
      </div>
      <ReadingFields format={format} reading={reading} onChange={setReading} />
      {action.busy && sent && way === 'file' && <UploadProgress {...sent} />}
      <Failure>{action.error}</Failure>
      <div class="form-actions">
        <Button kind="primary" type="submit" busy={action.busy} disabled={isEmpty || !isAtLeast('operator')}>
          Start the run
        </Button>
      </div>
    </form>
  )
}
