import type { Pipeline } from '@syndicate/contracts'
import { listPipelines } from '../../data/pipelines.ts'
import { isAtLeast } from '../../data/session.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { useQuery } from '../../data/use-query.ts'
import { NewDataset } from '../../parts/new-dataset.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Page } from '../../parts/page.tsx'
import { Shown } from '../../parts/shown.tsx'
import { Start } from './start.tsx'
import './start-page.css'

/**
 * `?pipeline=weather&example=1` begins with the second example of that pipeline, `?pipeline=weather&dataset=bern` with that
 * dataset.
 */
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
        {(pipelines: Pipeline[]) =>
          pipelines.length === 0 ? (
            <Notice title="No pipeline is configured" />
          ) : (
            <Start pipelines={pipelines} query={query} onQuery={change} />
          )
        }
      </Shown>
    </Page>
  )
}
