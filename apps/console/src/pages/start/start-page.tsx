import type { Pipeline } from '@syndicate/contracts'
import { listPipelines } from '../../data/pipelines.ts'
import { isAtLeast } from '../../data/session.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { useQuery } from '../../data/use-query.ts'
import { SelectField } from '../../parts/field.tsx'
import { NewDataset } from '../../parts/new-dataset.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Page } from '../../parts/page.tsx'
import { Shown } from '../../parts/shown.tsx'
import { StartForm } from './start-form.tsx'
import { modeInWords } from '../../pipeline/mode-in-words.ts'
import './start-page.css'

/** `?pipeline=weather&example=1` begins with the second example of that pipeline. */
export function StartPage() {
  const [query, change] = useQuery()
  const answer = useAnswer(listPipelines, [])
  return (
    <Page
      title="Start a run"
      lead="Give an input to a pipeline. Once it is accepted it is durable, and every record of it will be accounted for."
      actions={isAtLeast('operator') && <NewDataset />}
    >
      {!isAtLeast('operator') && (
        <Notice tone="warn" title="Your role does not allow this">
          Viewers read. Ask an administrator for the role of an operator to start runs.
        </Notice>
      )}
      <Shown answer={answer} what="the pipelines">
        {(pipelines) => {
          const chosen = pipelines.find(({ name }) => name === query['pipeline']) ?? first(pipelines)
          if (!chosen) return <Notice title="No pipeline is configured" />
          return (
            <div class="start">
              <div class="form sheet">
                <SelectField
                  label="Pipeline"
                  value={chosen.name}
                  onChange={(pipeline) => change({ pipeline, example: undefined })}
                  options={pipelines.map(({ name, description }) => [
                    name,
                    description ? `${name}: ${description}` : name,
                  ])}
                />
                <About pipeline={chosen} />
              </div>
              <StartForm key={`${chosen.name} ${query['example']}`} pipeline={chosen} example={query['example']} />
            </div>
          )
        }}
      </Shown>
    </Page>
  )
}

/** The one that takes anything, where there is one. */
function first(pipelines: Pipeline[]): Pipeline | undefined {
  return pipelines.find(({ name }) => name === 'records') ?? pipelines[0]
}

function About({ pipeline: { format, dataset, mode, onInvalid, maxRefused, schema, steps } }: { pipeline: Pipeline }) {
  const does = steps.flatMap((step) => Object.keys(step))
  return (
    <p class="hint">
      Reads {format}
      {does.length > 0 && `, then ${does.join(', ')}`}. {schema ? 'Records must meet its schema' : 'Any fields will do'}
      ; those that do not pass {onInvalid === 'reject' ? 'stop the whole run' : 'go to quarantine'}
      {onInvalid === 'quarantine' &&
        maxRefused !== undefined &&
        `, and more than ${maxRefused} of them stop the run`}.{' '}
      A run {modeInWords(mode)} the dataset {dataset}.
    </p>
  )
}
