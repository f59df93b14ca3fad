import { listDatasets } from '../../data/datasets.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { formatBytes } from '../../format/format-number.ts'
import { formatMoment } from '../../format/format-time.ts'
import { Choice } from '../../parts/choice.tsx'
import { DropZone } from '../../parts/drop-zone.tsx'
import { CodeField, SelectField } from '../../parts/field.tsx'
import { kindOf, type SampleChoice, type SampleKind, type SampleOffer } from './sample-choice.ts'

interface SampleChooserProps {
  choice: SampleChoice
  offer: SampleOffer
  onChoose: (choice: SampleChoice) => void
}

const kinds: [SampleKind, string][] = [
  ['run', 'Earlier input'],
  ['dataset', 'Records'],
  ['fixture', 'Fixture'],
  ['text', 'Text'],
  ['file', 'File'],
]

/** What the pipeline is tried with. */
export function SampleChooser({ choice, offer, onChoose }: SampleChooserProps) {
  const kind = kindOf(choice, offer)
  const change = (part: Partial<SampleChoice>) => onChoose({ ...choice, ...part })
  return (
    <div class="sample">
      <Choice label="Try it with" value={kind} options={kinds} onChange={(chosen) => change({ kind: chosen })} />
      {kind === 'run' && <RunChoice {...{ choice, offer, change }} />}
      {kind === 'dataset' && <DatasetChoice {...{ choice, offer, change }} />}
      {kind === 'fixture' && <FixtureChoice {...{ choice, offer, change }} />}
      {kind === 'text' && (
        <CodeField
          label="A sample of the input"
          unseen
          rows={5}
          placeholder="Paste a few records as they come in"
          value={choice.text}
          onInput={(text) => change({ text })}
        />
      )}
      {kind === 'file' && <DropZone file={choice.file} onChoose={(file) => change({ file })} />}
    </div>
  )
}

interface OneChoiceProps {
  choice: SampleChoice
  offer: SampleOffer
  change: (part: Partial<SampleChoice>) => void
}

function RunChoice({ choice, offer: { runs }, change }: OneChoiceProps) {
  if (runs.length === 0) return <p class="hint">No run of it has an input that is still kept.</p>
  return (
    <SelectField
      label="The input of a run"
      unseen
      value={choice.run ?? runs[0]!.runId}
      onChange={(run) => change({ run })}
      options={runs.map(({ runId, createdAt, bytes, state }) => [
        runId,
        `${formatMoment(createdAt)} · ${formatBytes(bytes)} · ${state}`,
      ])}
    />
  )
}

function DatasetChoice({ choice, offer: { dataset }, change }: OneChoiceProps) {
  const answer = useAnswer(listDatasets, [])
  const names = (answer.data ?? []).map(({ name }) => name)
  const chosen = choice.dataset ?? dataset
  return (
    <SelectField
      label="The live records of a dataset"
      unseen
      value={chosen ?? ''}
      onChange={(name) => change({ dataset: name })}
      options={(chosen === undefined || names.includes(chosen) ? names : [chosen, ...names]).map((name) => [
        name,
        name,
      ])}
    />
  )
}

function FixtureChoice({ choice, offer: { fixtures }, change }: OneChoiceProps) {
  if (fixtures.length === 0) return <p class="hint">It has no fixtures.</p>
  return (
    <SelectField
      label="A fixture"
      unseen
      value={String(choice.fixture ?? 0)}
      onChange={(index) => change({ fixture: Number(index) })}
      options={fixtures.map(({ name }, index) => [String(index), name])}
    />
  )
}
