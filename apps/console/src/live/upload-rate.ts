/** How far an upload is, and how fast it goes. */
export interface UploadState {
  /** In bytes. */
  sent: number
  total: number | undefined
  /** Over the last seconds; undefined until that can be told. */
  bytesPerSecond: number | undefined
  secondsLeft: number | undefined
}

/** What counts as the last seconds, in milliseconds; and how many of them it takes to tell. */
const windowMs = 5_000
const leastMs = 500

/** Follows an upload. @returns what to call with each word of it, at a time in milliseconds */
export function followUpload(): (sent: number, total: number | undefined, at: number) => UploadState {
  let marks: { at: number; sent: number }[] = []
  return (sent, total, at) => {
    // Sent anew from its beginning: what was before says nothing.
    if (sent < (marks.at(-1)?.sent ?? 0)) marks = []
    marks.push({ at, sent })
    while (marks.length > 2 && marks[1]!.at <= at - windowMs) marks.shift()
    const [first] = marks
    const ms = at - first!.at
    const bytesPerSecond = ms < leastMs ? undefined : ((sent - first!.sent) / ms) * 1000
    const secondsLeft = total !== undefined && bytesPerSecond ? (total - sent) / bytesPerSecond : undefined
    return { sent, total, bytesPerSecond, secondsLeft }
  }
}
