import type { AlertWhen } from '@syndicate/contracts'
import { CliError } from '../cli-error.ts'

/** How the command line says what a rule looks for: one of the four, and where. */
export interface WhenOptions {
  ends?: AlertWhen['states'] | undefined
  refused?: string | undefined
  silent?: number | undefined
  quarantine?: number | undefined
  pipeline?: string | undefined
  dataset?: string | undefined
}

/** @throws CliError wrongUse unless exactly one of the four is said */
export function whenOf({ ends, refused, silent, quarantine, pipeline, dataset }: WhenOptions): AlertWhen {
  const place = { ...(pipeline !== undefined && { pipeline }), ...(dataset !== undefined && { dataset }) }
  const said: (AlertWhen | false)[] = [
    ends !== undefined && { event: 'run-ended', states: ends, ...place },
    refused !== undefined && { event: 'records-refused', moreThan: shareOrCount(refused), ...place },
    silent !== undefined && { event: 'nothing-arrived', hours: silent, ...place },
    quarantine !== undefined && { event: 'quarantine-grew', records: quarantine, ...place },
  ]
  const [when, ...more] = said.filter((each) => each !== false)
  if (when && more.length === 0) return when
  throw new CliError('wrongUse', 'Say one of --ends, --refused, --silent and --quarantine')
}

function shareOrCount(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text
}
