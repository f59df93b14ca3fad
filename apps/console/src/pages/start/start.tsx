import type { Pipeline } from '@syndicate/contracts'
import { fileNameToSend } from '@syndicate/contracts/file-name'
import { useLocation } from 'preact-iso'
import { useEffect, useState } from 'preact/hooks'
import { client } from '../../data/client.ts'
import { inferFile } from '../../data/new-dataset.ts'
import { isAtLeast } from '../../data/session.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { useUpload, type UploadHooks } from '../../data/use-upload.ts'
import { Choice } from '../../parts/choice.tsx'
import { DropZone } from '../../parts/drop-zone.tsx'
import { CodeField, SelectField } from '../../parts/field.tsx'
import { Section } from '../../parts/page.tsx'
import { binaryFormats, bytesOf, encodingOf, formatOf } from '../../pipeline/input-form.ts'
import { Examples } from './examples.tsx'
import { beginWith, type Input } from './input.ts'
import { fitsOf, takesAnything } from './pipeline-fit.ts'
import { PipelineFacts } from './pipeline-facts.tsx'
import { Proposal } from './proposal.tsx'
import { StartForm, type Said } from './start-form.tsx'

interface StartProps {
  pipelines: Pipeline[]
  query: Record<string, string>
  onQuery: (change: Record<string, string | undefined>) => void
}

/** The input first, then the pipeline that takes it, and go. */
export function Start({ pipelines, query, onQuery }: StartProps) {
  const { pipeline: wanted, example } = query
  const asked = pipelines.find(({ name }) => name === wanted)
  const [input, setInput] = useState<Input>(() => beginWith(asked, example))
  useEffect(() => {
    if (example !== undefined) setInput(beginWith(asked, example))
  }, [example, example && wanted])
  // Of another file as well; how one is read belongs to that one.
  const [dataset, setDataset] = useState(query['dataset'] ?? '')
  useEffect(() => setDataset(query['dataset'] ?? ''), [query['dataset']])
  const { route } = useLocation()
  const upload = useUpload()
  const file = input.way === 'file' ? input.file : null
  const inference = useAnswer(
    async (signal) => (file && isAtLeast('operator') ? inferFile(file, {}, signal) : null),
    [file],
  )
  const found = inference.loading || inference.error !== undefined ? null : (inference.data ?? null)
  const fits = file && found ? fitsOf(pipelines, found) : []
  const chosen = asked ?? fits[0]?.pipeline ?? takesAnything(pipelines)!
  const format = file ? (found?.format ?? formatOf(file.name)) : input.format

  function start({ format: as, dataset: into, reading }: Said): void {
    const contentEncoding = file ? encodingOf(file.name) : undefined
    const send = (hooks: UploadHooks) =>
      client.upload(file ?? bytesOf(input.text, as), {
        pipeline: chosen.name,
        format: as,
        ...(into && { dataset: into }),
        ...reading,
        ...(contentEncoding && { contentEncoding }),
        ...(file && { fileName: fileNameToSend(file.name) }),
        ...hooks,
      })
    upload.run(send, ({ runId }) => route(`/runs/${runId}`))
  }

  return (
    <div class="start">
      <fieldset class="bare form sheet" disabled={upload.busy}>
        <legend class="unseen">Input</legend>
        <Choice
          label="Where the input comes from"
          value={input.way}
          onChange={(way) => setInput({ ...input, way })}
          options={[
            ['file', 'File'],
            ['paste', 'Paste'],
          ]}
        />
        {input.way === 'file' ? (
          <DropZone file={input.file} onChoose={(next) => setInput({ ...input, file: next })} />
        ) : (
          <CodeField
            label="Input"
            hint={binaryFormats.includes(format ?? chosen.format) ? 'As base64' : undefined}
            rows={10}
            value={input.text}
            onInput={(text) => setInput({ ...input, text })}
          />
        )}
      </fieldset>
      {file && isAtLeast('operator') && (
        <Proposal
          file={file}
          inference={inference}
          fits={fits}
          chosen={chosen}
          onChoose={(pipeline) => onQuery({ pipeline, example: undefined })}
        />
      )}
      <fieldset class="bare form sheet" disabled={upload.busy}>
        <legend class="unseen">Pipeline</legend>
        <SelectField
          label="Pipeline"
          value={chosen.name}
          onChange={(pipeline) => onQuery({ pipeline, example: undefined })}
          options={pipelines.map(({ name, description }) => [name, description ? `${name}: ${description}` : name])}
        />
        <PipelineFacts pipeline={chosen} />
      </fieldset>
      <StartForm
        key={`${file?.name} ${file?.lastModified}`}
        pipeline={chosen}
        input={input}
        found={format}
        dataset={dataset}
        onDataset={setDataset}
        upload={upload}
        onStart={start}
      />
      {chosen.examples.length > 0 && (
        <Section title={`Examples of ${chosen.name}`}>
          <Examples pipeline={chosen} />
        </Section>
      )}
    </div>
  )
}
