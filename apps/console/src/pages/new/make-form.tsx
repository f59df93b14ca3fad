import type { AcceptedRun, DatasetMode, Inference, PipelineDefinition } from '@syndicate/contracts'
import { useLocation } from 'preact-iso'
import { useRef, useState } from 'preact/hooks'
import { isClientError } from '../../data/client.ts'
import { describeError } from '../../data/describe-error.ts'
import { listDatasets } from '../../data/datasets.ts'
import { sendFile } from '../../data/new-dataset.ts'
import { applyPipeline, listPipelines } from '../../data/pipelines.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { useUpload, type UploadHooks } from '../../data/use-upload.ts'
import { Button } from '../../parts/button.tsx'
import { SelectField, TextField } from '../../parts/field.tsx'
import { Failure } from '../../parts/notice.tsx'
import { Section } from '../../parts/page.tsx'
import { UploadProgress } from '../../parts/upload-progress.tsx'
import { freeName, namesTaken, ownerOf } from './names-taken.ts'
import { NameTaken } from './name-taken.tsx'

interface MakeFormProps {
  file: File
  inference: Inference
  definition: PipelineDefinition
  /** Whether that is of the reading as it is said now. */
  ready: boolean
}

const modes = [
  ['append', 'Adds to the dataset'],
  ['replace', 'Replaces what is in it'],
] as const

/** What it is called, and go: the pipeline is made and the file sent through it. */
export function MakeForm({ file, inference, definition, ready }: MakeFormProps) {
  const { route } = useLocation()
  const [written, setWritten] = useState<string>()
  const [mode, setMode] = useState<DatasetMode>('append')
  const upload = useUpload()
  const taken = useAnswer(async (signal) => namesTaken(await listPipelines(signal), await listDatasets(signal)), [])
  /** What this page made already, when the file did not come through: that is no stranger to it. */
  const made = useRef(new Map<string, number>())
  const name = written ?? inference.name
  const owner = made.current.has(name) ? undefined : ownerOf(taken.data, name)

  const send = (pipeline: string, hooks: UploadHooks) =>
    sendFile(file, { pipeline, format: inference.format, ...hooks })
  const show = ({ runId }: AcceptedRun) => route(`/runs/${runId}`)

  async function make(hooks: UploadHooks): Promise<AcceptedRun> {
    try {
      const expected = made.current.get(name) ?? 0
      const { version } = await applyPipeline(name, { ...definition, mode }, { expected })
      made.current.set(name, version)
    } catch (error) {
      // Somebody was faster: then the list tells whose it is.
      if (isClientError(error) && error.code === 'pipeline-changed') taken.reload()
      throw error
    }
    return send(name, hooks)
  }

  return (
    <Section title="Make it a dataset" sheet>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          upload.run(make, show)
        }}
      >
        <div class="dialect">
          <TextField
            label="Name"
            hint="Lower case letters, digits, - and _"
            required
            maxLength={63}
            autocomplete="off"
            value={name}
            onInput={setWritten}
          />
          <SelectField
            label="Another file, later"
            value={mode}
            onChange={(chosen) => setMode(chosen as DatasetMode)}
            options={modes}
          />
        </div>
        {owner && (
          <NameTaken
            name={name}
            owner={owner}
            free={freeName(taken.data, name)}
            busy={upload.busy}
            onRename={setWritten}
            onSend={(pipeline) => upload.run((hooks) => send(pipeline, hooks), show)}
          />
        )}
        <UploadProgress upload={upload} />
        <Failure>{upload.error === undefined ? undefined : describeError(upload.error)}</Failure>
        <div class="form-actions">
          <Button
            kind="primary"
            type="submit"
            busy={upload.busy}
            disabled={!ready || owner !== undefined || name === ''}
          >
            Make the dataset
          </Button>
        </div>
      </form>
    </Section>
  )
}
