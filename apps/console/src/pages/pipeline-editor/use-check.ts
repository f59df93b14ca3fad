import type { PipelineCheck } from '@syndicate/contracts'
import { useEffect, useRef, useState } from 'preact/hooks'
import { isClientError } from '../../data/client.ts'
import { describeError } from '../../data/describe-error.ts'
import { checkPipeline, type CheckProgress } from '../../data/pipeline-check.ts'

interface Checked {
  result?: PipelineCheck
  error?: string
  isCancelled?: boolean
  /** What was checked. */
  definition?: unknown
}

interface Check extends Checked {
  /** How far it has come, while it goes on. */
  progress: CheckProgress | null
  start: (definition: unknown, inputs: number) => void
  cancel: () => void
}

const begun: CheckProgress = { parts: 0, of: 0, records: 0 }

/** A check that somebody sets off; it ends, here and at the server, when it is cancelled or the page is left. */
export function useCheck(name: string): Check {
  const [progress, setProgress] = useState<CheckProgress | null>(null)
  const [checked, setChecked] = useState<Checked>({})
  const aborter = useRef(new AbortController())
  useEffect(() => () => aborter.current.abort(), [])

  async function run(definition: unknown, inputs: number): Promise<Checked> {
    const { signal } = (aborter.current = new AbortController())
    try {
      return {
        result: await checkPipeline(name, { definition, inputs }, { onProgress: setProgress, signal }),
        definition,
      }
    } catch (error) {
      const isCancelled = isClientError(error) && error.code === 'aborted'
      return isCancelled ? { isCancelled } : { error: describeError(error) }
    }
  }

  return {
    ...checked,
    progress,
    start(definition, inputs) {
      setProgress(begun)
      setChecked({})
      void run(definition, inputs).then((outcome) => {
        setChecked(outcome)
        setProgress(null)
      })
    },
    cancel: () => aborter.current.abort(),
  }
}
