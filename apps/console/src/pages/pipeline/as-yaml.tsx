import type { PipelineDefinition } from '@syndicate/contracts'
import { useEffect, useState } from 'preact/hooks'
import { useAction } from '../../data/use-action.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { Button, LinkButton } from '../../parts/button.tsx'
import { Code } from '../../parts/code.tsx'
import { Failure } from '../../parts/notice.tsx'
import { Shown } from '../../parts/shown.tsx'
import { say } from '../../parts/toast.tsx'

interface AsYamlProps {
  name: string
  definition: PipelineDefinition
}

/** A pipeline as a file, to be kept or applied elsewhere. What writes it is fetched when it is opened. */
export function AsYaml(props: AsYamlProps) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary class="quiet-text">As YAML</summary>
      {isOpen && <Opened {...props} />}
    </details>
  )
}

function Opened({ name, definition }: AsYamlProps) {
  const answer = useAnswer(async () => {
    const { toYaml } = await import('@syndicate/definitions/to-yaml')
    return toYaml(definition)
  }, [definition])
  return (
    <Shown answer={answer} what="the YAML">
      {(yaml) => <Taken name={name} yaml={yaml} />}
    </Shown>
  )
}

function Taken({ name, yaml }: { name: string; yaml: string }) {
  const address = useAddress(yaml)
  const copy = useAction(async () => {
    await navigator.clipboard.writeText(yaml)
    say('Copied')
  })
  return (
    <div class="form">
      <div class="form-actions">
        {/* Over plain HTTP a page may not write to the clipboard. */}
        {isSecureContext && <Button onClick={copy.run}>Copy</Button>}
        <LinkButton icon="down" href={address} download={`${name}.yaml`}>
          Download {name}.yaml
        </LinkButton>
      </div>
      <Failure>{copy.error}</Failure>
      <Code label="Definition as YAML">{yaml}</Code>
    </div>
  )
}

/** Where the browser finds a text, for as long as it is shown. */
function useAddress(text: string): string {
  const [address, setAddress] = useState('')
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }))
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [text])
  return address
}
