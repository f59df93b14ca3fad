import type { QuarantinedRecord } from '@syndicate/contracts'
import { readRecords, showDataset } from '../../data/datasets.ts'
import { listPipelines } from '../../data/pipelines.ts'
import { showQuarantined } from '../../data/quarantine.ts'
import { showRun } from '../../data/runs.ts'
import { inputFieldsOf, templateOf } from '../../patch/input-template.ts'

/** What a patch begins from. */
export interface ToMend {
  value: unknown
  /** False: the record could not be read, and `value` is a proposal to replace it with. */
  readable: boolean
}

/** The record before the steps; for one that could not be read, its fields as far as others tell them. */
export async function recordToMend(listed: QuarantinedRecord): Promise<ToMend> {
  const record = (listed.truncated && (await showQuarantined(listed.id))) || listed
  const read = parse(record.record ?? (record.encoding === 'text' ? record.original : ''))
  if (read !== undefined) return { value: read, readable: true }
  const fields = await fieldsOf(record).catch(() => [])
  return { value: templateOf(fields, record.encoding === 'text' ? record.original : ''), readable: false }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function fieldsOf({ dataset, runId }: QuarantinedRecord): Promise<string[]> {
  const [{ head }, run, pipelines] = await Promise.all([showDataset(dataset), showRun(runId), listPipelines()])
  const { records } = await readRecords(dataset, head)
  const steps = pipelines.find(({ name }) => name === run.pipeline)?.steps ?? []
  return inputFieldsOf(Object.keys(records[0] ?? {}), steps)
}
