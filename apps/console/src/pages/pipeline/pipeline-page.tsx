import type { PipelineDetail } from '@syndicate/contracts'
import { useRoute } from 'preact-iso'
import { showPipeline } from '../../data/pipelines.ts'
import { isAtLeast } from '../../data/session.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { useEvents } from '../../data/use-events.ts'
import { LinkButton } from '../../parts/button.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Page, Section } from '../../parts/page.tsx'
import { SchemaTable } from '../../parts/schema-table.tsx'
import { Shown } from '../../parts/shown.tsx'
import { When } from '../../parts/when.tsx'
import { keyInWords } from '../../pipeline/key-in-words.ts'
import { modeInWords } from '../../pipeline/mode-in-words.ts'
import { sourceInWords } from '../../pipeline/source-in-words.ts'
import { AsYaml } from './as-yaml.tsx'
import { Fixtures } from './fixtures.tsx'
import { readingInWords } from './reading-in-words.ts'
import { RemovePipeline } from './remove-pipeline.tsx'
import { Steps } from './steps.tsx'
import { UsedBy } from './used-by.tsx'
import { VersionList } from './version-list.tsx'
import './pipeline-page.css'

export function PipelinePage() {
  const { params } = useRoute()
  const name = params['name'] ?? ''
  return <OnePipeline key={name} name={name} />
}

function OnePipeline({ name }: { name: string }) {
  const answer = useAnswer((signal) => showPipeline(name, undefined, signal), [name])
  useEvents([`pipelines.${name}`], answer.reload, { onGap: answer.reload })
  const pipeline = answer.data
  return (
    <Page
      title={name}
      lead={pipeline && (pipeline.definition.description ?? summaryOf(pipeline))}
      actions={pipeline && <Actions name={name} isThere={!pipeline.removedAt} onRemoved={answer.reload} />}
    >
      <Shown answer={answer} what="the pipeline">
        {(shown) => (
          <>
            {shown.removedAt && (
              <Notice tone="warn" title="This pipeline has been removed">
                <When at={shown.removedAt} />. Its versions and its dataset stay; applied again, it comes back.
              </Notice>
            )}
            <div class="columns">
              <Section title="What it reads and writes" sheet>
                <Facts facts={factsOf(shown)} />
              </Section>
              <Section title="Steps" sheet>
                <Steps steps={shown.definition.steps} />
              </Section>
            </div>
            <SchemaTable schema={shown.definition.schema} />
            <Fixtures pipeline={shown} />
            <VersionList detail={shown} onMore={answer.change} onRestored={answer.reload} />
            <UsedBy name={name} />
            <AsYaml name={name} definition={shown.definition} />
          </>
        )}
      </Shown>
    </Page>
  )
}

interface ActionsProps {
  name: string
  isThere: boolean
  onRemoved: () => void
}

function Actions({ name, isThere, onRemoved }: ActionsProps) {
  return (
    <>
      <LinkButton icon="runs" href={`/?pipeline=${name}`}>
        Its runs
      </LinkButton>
      {isAtLeast('operator') && (
        <>
          {isThere && <RemovePipeline name={name} onRemoved={onRemoved} />}
          <LinkButton href={`/new/pipeline?from=${name}`}>Duplicate</LinkButton>
          <LinkButton href={`/pipelines/${name}/edit`}>Edit</LinkButton>
          {isThere && (
            <LinkButton kind="primary" icon="start" href={`/start?pipeline=${name}`}>
              Start a run
            </LinkButton>
          )}
        </>
      )}
    </>
  )
}

function summaryOf({ name, definition: { format, dataset = name, mode } }: PipelineDetail): string {
  return `Reads ${format} and ${modeInWords(mode)} the dataset ${dataset}.`
}

function factsOf(detail: PipelineDetail) {
  const { name, version, appliedAt, definition } = detail
  const { format, dataset = name, datasets, mode, onInvalid, maxRefused, live, limits } = definition
  const reading = readingInWords(definition)
  return [
    ['Reads', format],
    ...reading,
    ['Dataset', <a href={`/datasets/${dataset}`}>{dataset}</a>],
    ...(datasets.length > 0 ? [['Also into', datasets.join(', ')] as const] : []),
    ['A run', `${modeInWords(mode)} the dataset`],
    ...keyInWords(definition),
    ['Bad records', onInvalid === 'reject' ? 'stop the whole run' : 'go to quarantine'],
    ...(maxRefused === undefined ? [] : [['Refuses', `${maxRefused} at most, or the run is rejected`] as const]),
    ...(live ? [['Live', 'records also go out on telemetry.live'] as const] : []),
    ...(limits?.seconds ? [['Limit', `${limits.seconds} s for a chunk`] as const] : []),
    [
      'Version',
      <>
        {version}, <When at={appliedAt} /> ({sourceInWords(detail)})
      </>,
    ],
  ] as const
}
