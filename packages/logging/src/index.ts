export { createLog, silentLog, type Log } from './create-log.ts'
export { errorInWords, shownError } from './shown-error.ts'
export { tellWith } from './tell-with.ts'
