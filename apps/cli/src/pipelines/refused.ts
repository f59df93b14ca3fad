import type { ClientError } from '@syndicate/client'
import type { PipelineEntry } from '@syndicate/config/pipelines-of-files'
import { pathOfPointer } from '@syndicate/definitions/path'
import { CliError } from '../cli-error.ts'

interface Place {
  /** `pipelines/orders.yaml:12 steps[1].cast` */
  path: string
  message: string
}

/** What is wrong with a line, as people and editors find it. */
export function placeOf({ where, path, expected, got }: ReturnType<PipelineEntry['problemAt']>): Place {
  return { path: `${where} ${path}`, message: `expected ${expected}, got ${got}` }
}

/** Pipelines that are not sound, place by place: nothing came of them. */
export function refused(errors: readonly Place[]): CliError {
  const [first] = errors
  const message = first && errors.length === 1 ? `${first.path}: ${first.message}` : `${errors.length} places are wrong`
  return new CliError('wrongUse', message, 'Nothing was changed.', { code: 'invalid-pipeline', errors })
}

/** The server's refusal, traced to the lines that the pipelines stand on. */
export function refusedByServer({ errors = [] }: ClientError, entries: readonly PipelineEntry[]): CliError {
  return refused(
    errors.map(({ path, message, expected = '', got = '' }) => {
      const [, name, ...rest] = pathOfPointer(path)
      const entry = entries.find((each) => each.name === String(name))
      return entry ? placeOf(entry.problemAt(rest, expected, got)) : { path, message }
    }),
  )
}
