/** What rows are written for. */
export interface Sheet {
  columns: string[]
  forExcel: boolean
}

/** What the thread that writes CSV is asked. `lines` are records as JSON, each with its line feed. */
export type CsvTask =
  | { kind: 'fields'; lines: Uint8Array<ArrayBuffer> }
  | { kind: 'rows'; lines: Uint8Array<ArrayBuffer>; sheet: Sheet }

export type CsvRequest = CsvTask & { id: number }

/** Its answer: names of fields, rows, or what went wrong. */
export type CsvReply = { id: number } & ({ fields: string[] } | { rows: Uint8Array<ArrayBuffer> } | { error: unknown })

/** More columns no table has that somebody looks at; rows times columns is what CSV costs. */
export const maxColumns = 1000
/** Of all names together, in characters. */
const maxHeaderChars = 128 * 1024

/** Whether so many fields fit into the header of a CSV file. */
export function fitHeader(fields: Iterable<string>): boolean {
  let count = 0
  let chars = 0
  for (const field of fields) {
    count += 1
    chars += field.length
    if (count > maxColumns || chars > maxHeaderChars) return false
  }
  return true
}
