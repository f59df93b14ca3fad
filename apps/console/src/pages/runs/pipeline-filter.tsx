import { useState } from 'preact/hooks'
import { listPipelines } from '../../data/pipelines.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { SelectField } from '../../parts/field.tsx'

interface PipelineFilterProps {
  /** Empty where every pipeline is meant. */
  value: string
  onChange: (pipeline: string) => void
}

/** The pipelines to choose from are asked for when somebody is about to choose, and not whenever the console is opened. */
export function PipelineFilter({ value, onChange }: PipelineFilterProps) {
  const [wanted, want] = useState(false)
  const { data = [] } = useAnswer(
    async (signal) => (wanted ? (await listPipelines(signal)).map(({ name }) => name) : []),
    [wanted],
  )
  const names = value === '' || data.includes(value) ? data : [value, ...data]
  const ask = () => want(true)
  return (
    <div class="pipeline-filter" onFocusIn={ask} onPointerEnter={ask}>
      <SelectField
        label="Pipeline"
        unseen
        value={value}
        onChange={onChange}
        options={[['', 'Any pipeline'], ...names.map((name) => [name, name] as const)]}
      />
    </div>
  )
}
