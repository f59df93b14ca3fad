/** A kind of input that a pipeline is measured with, and what the bare loop does by hand to its bytes. */
export interface Input {
  /** On the command line, and the beginning of the file's name. */
  name: string
  pipeline: string
  /** What the measured system's configuration needs for it, unless the project's has it. */
  own?: { schema: object; pipeline: object }
  /** Of the upload, and the end of the file's name. */
  format: 'ndjson' | 'csv' | 'msgpack'
  /** What stands before the first record. */
  header: string
  /** Always of the same length, what ends it included. The same index gives the same record, on any machine. */
  record(index: number): string | Uint8Array
  /** Parses whole records, one after the other. */
  read(bytes: Buffer, visit: (record: never) => void): void
  /** The pipeline's steps, in place. */
  transform(record: never): object
}

/** How long each record is, in bytes. */
export const bytesOfRecord = (input: Input): number => Buffer.byteLength(input.record(0))

/** Records that make about as many bytes as `telemetry` telemetry records of 130: so all inputs are as large. */
export function recordsLike(telemetryBytes: number, input: Input): number {
  return Math.max(1, Math.round(telemetryBytes / bytesOfRecord(input)))
}
