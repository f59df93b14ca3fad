/** A record in the making. It belongs to the pipeline: steps may change it in place. */
export type Row = Record<string, unknown>
