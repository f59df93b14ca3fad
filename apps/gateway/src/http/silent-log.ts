import { pino } from 'pino'

/** For whoever builds the gateway without a log: tests, mostly. */
export const silentLog = pino({ level: 'silent' })
