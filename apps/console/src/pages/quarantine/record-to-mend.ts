import type { QuarantinedRecord, Step } from '@syndicate/contracts'
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
  /** The field at fault, as it is called before the steps. */
  field: string | null
}

/** The record before the steps; for one that could not be read, its fields as far as others tell them. */
export async function recordToMend(listed: QuarantinedRecord): Promise<ToMend> {
  const record = (listed.truncated && (await showQuarantined(listed.id))) || listed
  const read = parse(record.record ?? (record.encoding === 'text' ? record.original : ''))
  if (read !== undefined) return { value: read, readable: true, field: await fieldBefore(record, read) }
  const fields = await fieldsOf(record).catch(() => [])
  const value = templateOf(fields, record.encoding === 'text' ? record.original : '')
  return { value, readable: false, field: record.field }
}

/** A field the record does not have may have got its name from a step. */
async function fieldBefore(record: QuarantinedRecord, read: unknown): Promise<string | null> {
  const { field } = record
  if (field === null || typeof read !== 'object' || read === null || Object.hasOwn(read, field)) return field
  const steps = await stepsOf(record).catch(() => [])
  const [before = field] = inputFieldsOf([field], steps)
  return before
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function fieldsOf({ dataset, runId }: QuarantinedRecord): Promise<string[]> {
  const [{ head }, steps] = await Promise.all([showDataset(dataset), stepsOf({ runId })])
  const { records } = await readRecords(dataset, head)
  return inputFieldsOf(Object.keys(records[0] ?? {}), steps)
}

async function stepsOf({ runId }: Pick<QuarantinedRecord, 'runId'>): Promise<Step[]> {
  const [run, pipelines] = await Promise.all([showRun(runId), listPipelines()])
  return pipelines.find(({ name }) => name === run.pipeline)?.steps ?? []
}
