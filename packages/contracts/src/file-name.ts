/** Most characters of the name of a file. */
export const maxFileNameLength = 255

/** Control characters, and those that turn the direction of writing and make one name look like another. */
const unfit = '\\u0000-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069'

/** What the name of a file may be made of. */
export const fileNamePattern = `^[^${unfit}]+$`

const everyUnfit = new RegExp(`[${unfit}]`, 'g')

/** A file's own name as the API takes it; of one that is too long the end is kept. Undefined where nothing is left of it. */
export function fileNameToSend(name: string): string | undefined {
  return name.replace(everyUnfit, '').slice(-maxFileNameLength) || undefined
}
