import type { Inference, InferredField, ReadOptions } from '@syndicate/contracts'
import type { RecordEngine } from '../record-engine.ts'
import type { Row } from '../record/row.ts'
import type { Scalar } from './columns.ts'
import { datasetName } from './dataset-name.ts'
import { definitionOf, type FieldFound } from './definition.ts'
import { cut, describeField } from './describe-field.ts'
import { fitAnswer } from './fit-answer.ts'
import { judgeColumn } from './judge-column.ts'
import { keyRank } from './names.ts'
import { readHead, type CutHead, type Head } from './read-head.ts'
import type { Sample, SampledRecord } from './sample.ts'
import { settle } from './settle.ts'
import { recipeOf, tryOut } from './try-out.ts'

const mostKeys = 10
const mostKeyChars = 100
const mostBadCells = 20
const mostBadCellsInAll = 1000

/**
 * The pipeline that would take a file, by its head, with what speaks for it. The same bytes always give the same.
 * Throws malformed-input and empty-input for what no upload could be made of.
 */
export function inferPipeline(engine: RecordEngine, head: Head): Inference {
  return inferFromSlices(engine, readHead(head), head)
}

/** The same of records that are cut already. @param said what is not to be found out */
export function inferFromSlices(
  engine: RecordEngine,
  head: CutHead,
  { fileName, reading: said = {} }: { fileName?: string | undefined; reading?: ReadOptions | undefined } = {},
): Inference {
  const name = datasetName(fileName)
  const { slices, reading, evidence, sample, columns, passedOver, isAllText, signs } = settle(head, said)
  const rows = sample.rows.length
  const complete = head.isWhole && sample.isAll
  const found: FieldFound[] = columns.map((column) => {
    const judged = judgeColumn(column, { signs, isAllText })
    return { judged, field: describeField(judged, rows, complete) }
  })
  const suspects = suspectsIn(sample, found)
  const definition = definitionOf(head.format, reading, found)
  return fitAnswer({
    name,
    format: head.format,
    reading,
    evidence,
    fields: withBadCells(found, sample),
    moreFields: passedOver,
    keys: keysOf(found, rows),
    definition,
    ...tryOut(engine, recipeOf(name, definition), slices, sample, suspects),
    refusedRecords: suspects.length + sample.refused.length,
    records: sample.records.length + sample.refused.length,
    bytes: head.bytes,
    complete,
  })
}

/** Records that would be refused: those that cannot be read, and those with a cell that is not what its field is. */
function suspectsIn({ records }: Sample, found: FieldFound[]): SampledRecord[] {
  const strict = found.filter(({ field }) => field.misfits > 0)
  return records.filter(({ row }) => !row || strict.some((each) => isMisfit(row, each)))
}

function isMisfit(row: Row, { field: { name, type }, judged: { verdict, strays } }: FieldFound): boolean {
  const value = Object.hasOwn(row, name) ? row[name] : undefined
  if (value === undefined || value === null) return false
  if (typeof value !== 'object') return verdict.misfits.has(value as Scalar)
  return strays > 0 && type !== (Array.isArray(value) ? 'array' : 'object')
}

function withBadCells(found: FieldFound[], sample: Sample): InferredField[] {
  let left = mostBadCellsInAll
  return found.map((each) => {
    const badCells: InferredField['badCells'] = []
    const most = Math.min(mostBadCells, each.field.misfits, left)
    for (const record of sample.records) {
      if (badCells.length === most) break
      if (!record.row || !isMisfit(record.row, each)) continue
      const value = record.row[each.field.name]
      badCells.push({
        ...sample.placeOf(record),
        value: cut(typeof value === 'string' ? value : JSON.stringify(value)),
      })
    }
    left -= badCells.length
    return { ...each.field, badCells }
  })
}

/** Fields by which every record differs from every other, as more than a quantity does by chance. */
function keysOf(found: FieldFound[], rows: number): string[] {
  const keys = found.filter(({ field, judged: { column } }) => {
    const { name, type, required, misfits } = field
    if (rows < 2 || !required || misfits > 0 || column.values.size !== rows) return false
    if (type === 'integer' && keyRank(name) === 2) return isCounted(field, rows)
    if (type !== 'string' && type !== 'integer' && type !== 'bigint' && type !== 'timestamp') return false
    return [...column.values.keys()].every((value) => String(value).length <= mostKeyChars)
  })
  return keys
    .map(({ field: { name } }) => name)
    .sort((a, b) => keyRank(a) - keyRank(b))
    .slice(0, mostKeys)
}

/** Whether numbers that all differ leave none out, as those of lines do. */
function isCounted({ minimum, maximum }: FieldFound['field'], rows: number): boolean {
  return typeof minimum === 'number' && typeof maximum === 'number' && maximum - minimum === rows - 1
}
