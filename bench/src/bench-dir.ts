import { resolve } from 'node:path'

/** Where inputs are kept between benchmarks, and systems live during one. */
export const benchDir = resolve(import.meta.dirname, '../../.syndicate/bench')
