import { isClientError } from './is-client-error.ts'
import { faultInWords, isOfValidator, subjectOf, type Fault } from './fault-in-words.ts'

/** A failure in words for the person at the screen. @param faults those of it that are to be told; all of them by default */
export function describeError(error: unknown, faults?: readonly Fault[]): string {
  if (!isClientError(error)) return 'Something went wrong in the console itself. Reloading the page may help.'
  if (error.code === 'network') return 'The server cannot be reached. Nothing was lost here; try again in a moment.'
  if (error.code === 'http' && error.status === 413)
    return `${error.message}: it stands before the server and takes no bodies so large. Whoever runs it can raise that.`
  const seconds = error.retryAfterSeconds
  const later = error.status === 429 && seconds !== undefined ? ` Try again in ${seconds} s.` : ''
  const places = (faults ?? error.errors)?.map(placeInWords).join('; ')
  return `${sentenceOf(places || error.message)}${later}`
}

/** With a full stop, where it ends without. */
export function sentenceOf(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

function placeInWords(fault: Fault): string {
  if (isOfValidator(fault)) return `${subjectOf(fault)} ${faultInWords(fault)}`
  return `${fault.path || 'the request'}: ${fault.message}`
}
