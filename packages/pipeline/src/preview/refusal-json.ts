import { maxShownChars, type Refusal } from '@syndicate/contracts'
import { parseJson } from '../decode/parse-json.ts'
import { Fault } from '../record/fault.ts'
import { jsonOf } from '../record/json-of.ts'
import type { SliceEncoding } from '../slice/slice.ts'

/**
 * A refused record as it is shown: as it was read, and where it could not be, as it came.
 * @param mostChars a record that has more is shown as far as it goes, as it came
 */
export function refusalJson(refusal: Refusal, from: SliceEncoding, mostChars = Infinity): string {
  const { record, original, encoding: _, ...told } = refusal
  const before = record ?? readable(refusal, from)
  const rest =
    before === undefined || before.length > mostChars
      ? `"original":${JSON.stringify(original.slice(0, maxShownChars))}`
      : `"before":${before}`
  return `${JSON.stringify(told).slice(0, -1)},${rest}}`
}

/** The JSON of an original that is JSON; undefined where it is not whole, or something else. */
function readable({ code, original, encoding }: Refusal, from: SliceEncoding): string | undefined {
  if (from !== 'ndjson' || encoding !== 'text' || code === 'malformed-record' || code === 'record-too-large')
    return undefined
  const value = parseJson(original)
  return value instanceof Fault ? undefined : jsonOf(value)
}
