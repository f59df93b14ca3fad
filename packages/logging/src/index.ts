export { createLog, silentLog, type Log } from './create-log.ts'
export { shownError } from './shown-error.ts'
export { tellWith } from './tell-with.ts'
