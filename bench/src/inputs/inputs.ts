import type { Input } from './input.ts'
import { nested } from './nested.ts'
import { csv, msgpack, telemetry } from './telemetry.ts'
import { wide } from './wide.ts'

/** Those with a floor, by the name each has on the command line. */
export const inputs: Record<string, Input> = { telemetry, wide, nested, csv, msgpack }
