import type { RecordRow } from '../../data/datasets.ts'
import { showRun } from '../../data/runs.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { formatBytes } from '../../format/format-number.ts'
import { Code } from '../../parts/code.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Shown } from '../../parts/shown.tsx'
import { When } from '../../parts/when.tsx'

/** A record whole, and where it comes from. */
export function RecordPanel({ row: { record, source }, onClose }: { row: RecordRow; onClose: () => void }) {
  const { runId, fileName, version, pipeline, pipelineVersion, schemaVersion, publishedAt } = source
  const run = useAnswer((signal) => showRun(runId, signal), [runId])
  return (
    <Dialog title="A record, and where it comes from" onClose={onClose}>
      <div class="form">
        <Facts
          facts={[
            ['Run', <a href={`/runs/${runId}`}>…{runId.slice(-12)}</a>],
            ...(fileName === null ? [] : [['File', <bdi>{fileName}</bdi>] as const]),
            ['Published', <When at={publishedAt} />],
            ['Version', `${version} of the dataset`],
            [
              'Pipeline',
              <>
                <a href={`/pipelines/${pipeline}`}>{pipeline}</a>
                {pipelineVersion !== null && `, version ${pipelineVersion}`}
              </>,
            ],
            ['Fields', schemaVersion === null ? 'not known' : `schema ${schemaVersion}`],
          ]}
        />
        <Shown answer={run} what="its input">
          {({ format, bytes, inputKept, replayOf }) => (
            <Facts
              facts={[
                ['Input', `${format}, ${formatBytes(bytes)}${inputKept ? '' : ', no longer kept'}`],
                ...(replayOf ? [['Replay of', <a href={`/runs/${replayOf}`}>…{replayOf.slice(-12)}</a>] as const] : []),
              ]}
            />
          )}
        </Shown>
        <Code label="Record">{JSON.stringify(record, null, 2)}</Code>
      </div>
    </Dialog>
  )
}
