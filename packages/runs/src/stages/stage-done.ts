/** What one stage did to a chunk. */
export interface StageDone {
  records: number
  ms: number
}
