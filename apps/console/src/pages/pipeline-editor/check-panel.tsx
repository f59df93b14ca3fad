import { useState } from 'preact/hooks'
import { countOf } from '../../format/format-number.ts'
import { Button } from '../../parts/button.tsx'
import { SelectField } from '../../parts/field.tsx'
import { Failure, Notice } from '../../parts/notice.tsx'
import { Section } from '../../parts/page.tsx'
import { CheckResult } from './check-result.tsx'
import { useCheck } from './use-check.ts'

const howMany = [
  ['1', 'the last input'],
  ['10', 'the last 10 inputs'],
  ['100', 'the last 100 inputs'],
] as const

interface CheckPanelProps {
  name: string
  /** Of the definition, as it is now. */
  text: string
}

/** What the change would have done to inputs that came before. */
export function CheckPanel({ name, text }: CheckPanelProps) {
  const [inputs, setInputs] = useState('10')
  const check = useCheck(name)
  return (
    <Section
      title="What it would have done"
      sheet
      aside={<span class="hint">Looks through inputs that are still kept; nothing is changed</span>}
    >
      <div class="check-bar">
        <SelectField label="Inputs" unseen value={inputs} onChange={setInputs} options={howMany} />
        {check.progress ? (
          <Button onClick={check.cancel}>Cancel the check</Button>
        ) : (
          <Button onClick={() => check.start(text, Number(inputs))}>Check</Button>
        )}
        {check.progress && <Progress {...check.progress} />}
      </div>
      <div class="form">
        {check.isCancelled && <Notice title="The check was cancelled">Nothing of it goes on at the server.</Notice>}
        <Failure>{check.error}</Failure>
        {check.result && check.text !== text && <Notice title="This is of the text as it was when the check began" />}
        {check.result && <CheckResult result={check.result} />}
      </div>
    </Section>
  )
}

function Progress({ parts, of, records }: { parts: number; of: number; records: number }) {
  return (
    <div class="check-progress">
      <progress aria-label="The check" value={of > 0 ? parts : undefined} max={of || 1} />
      <span class="quiet-text">{countOf(records, 'record')} looked at</span>
    </div>
  )
}
