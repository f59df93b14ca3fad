import type { PipelineCheck } from '@syndicate/contracts'
import { useEffect, useRef, useState } from 'preact/hooks'
import { isClientError } from '../../data/client.ts'
import { describeError } from '../../data/describe-error.ts'
import { checkPipeline, type CheckProgress } from '../../data/pipeline-check.ts'
import { readDefinitionText, type Mark } from '../../pipeline/definition-text.ts'

interface Checked {
  result?: PipelineCheck
  error?: string
  isCancelled?: boolean
  /** What was checked, as it is written. */
  text?: string
}

interface Check extends Checked {
  /** How far it has come, while it goes on. */
  progress: CheckProgress | null
  start: (text: string, inputs: number) => void
  cancel: () => void
}

const begun: CheckProgress = { parts: 0, of: 0, records: 0 }

/** A check that somebody sets off; it ends, here and at the server, when it is cancelled or the page is left. */
export function useCheck(name: string): Check {
  const [progress, setProgress] = useState<CheckProgress | null>(null)
  const [checked, setChecked] = useState<Checked>({})
  const aborter = useRef(new AbortController())
  useEffect(() => () => aborter.current.abort(), [])

  async function run(text: string, inputs: number): Promise<Checked> {
    const { signal } = (aborter.current = new AbortController())
    const { written, fault, marksOf } = readDefinitionText(text)
    if (fault) return { error: inWords(fault) }
    try {
      const result = await checkPipeline(name, { definition: written, inputs }, { onProgress: setProgress, signal })
      return { result, text }
    } catch (error) {
      if (signal.aborted) return { isCancelled: true }
      const isInvalid = isClientError(error) && error.code === 'invalid-pipeline'
      const [mark] = isInvalid ? marksOf(error.errors ?? [], 1) : []
      return { error: mark ? inWords(mark) : describeError(error) }
    }
  }

  return {
    ...checked,
    progress,
    start(text, inputs) {
      setProgress(begun)
      setChecked({})
      void run(text, inputs).then((outcome) => {
        setChecked(outcome)
        setProgress(null)
      })
    },
    cancel: () => aborter.current.abort(),
  }
}

function inWords({ line, message }: Mark): string {
  return `Line ${line}: ${message}.`
}
