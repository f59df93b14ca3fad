import { keepOrder, namesOf } from '../record/field-order.ts'
import { jsonOf } from '../record/json-of.ts'
import { inspectAll } from './inspect.ts'
import { losesByLength, manyDigitsAt } from './losing-digits.ts'
import { isAsSaid, parseJson, settled } from './parse-json.ts'
import { parseTogether } from './parse-together.ts'

/** Records that were parsed together. */
interface Parsed {
  values: (object | undefined)[]
  /** Whether each is what its line says, by what can be seen of all of them at once. */
  areAsSaid: boolean
  /** The same of one of them, or what its line says instead. */
  settle(line: string, value: object): unknown
}

/** All records of a batch; null when what is no JSON has to be found line by line. */
export function parseAtOnce(
  text: string,
  { bytes, lines }: { bytes: Uint8Array; lines: () => string[] },
): Parsed | null {
  const values = parseTogether(text) ?? parseEach(lines())
  if (!values) return null
  const found = inspectAll(values)
  const hasLong = manyDigitsAt(text) >= 0
  // To write them again takes less time than to look at each long number, or to read what is put in order.
  const areWrittenSo =
    (hasLong || found.hasNumberLike) &&
    !found.isOutOfBounds &&
    values.every((value, at) => jsonOf(value) === lines()[at])
  return {
    values,
    areAsSaid: areWrittenSo || (!(hasLong && losesByLength(text)) && isAsSaid(text, found, bytes)),
    settle: found.hasNumberLike && !found.isOutOfBounds ? createOrderer() : settled,
  }
}

/** Settles records whose fields are in the order of those before them, mostly. */
function createOrderer(): Parsed['settle'] {
  let names: readonly string[] = []
  return (line, value) => {
    keepOrder(value, names)
    if (jsonOf(value) === line) {
      // Not those that only others had: if it gets one, that comes last.
      keepOrder(value, namesOf(value))
      return value
    }
    const record = parseJson(line)
    names = namesOf(record as object)
    return record
  }
}

/** Null when one of them is no object, or list. */
function parseEach(lines: string[]): object[] | null {
  const values: object[] = []
  try {
    for (const line of lines) {
      const value: unknown = JSON.parse(line)
      if (typeof value !== 'object' || value === null) return null
      values.push(value)
    }
    return values
  } catch {
    return null
  }
}
