import type { CutLimits, Scanner } from './cutter.ts'
import { isSpace } from './is-space.ts'
import type { SliceWriter } from './slice-writer.ts'

const lineFeed = 10

/**
 * NDJSON, cut at line feeds and nowhere else: nothing is parsed here, because one input is cut by one worker.
 * Whole lines are taken in runs, as many at once as the bytes at hand and the slice allow. Blank lines are no records.
 * @param line of the input that it begins with
 */
export function scanLines(limits: CutLimits, writer: SliceWriter, line = 1): Scanner {
  const { maxRecordBytes } = limits

  function endLine(): void {
    if (isBlank(writer.open(), 0, writer.openBytes)) writer.drop()
    else {
      writer.at(line, 1)
      writer.endLine()
    }
    line++
  }

  return {
    push(bytes) {
      let lineStart = 0
      let runStart = 0
      let runLines = 0
      let { room } = writer

      function endRun(end: number): void {
        if (runLines > 0) {
          writer.at(line, runLines, runLines)
          writer.lines(bytes, runStart, end, runLines)
        }
        line += runLines
        runLines = 0
        room = writer.room
      }

      for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, lineStart)) {
        const inOnePiece = lineStart > 0 || writer.openBytes === 0
        if (inOnePiece && end - lineStart <= maxRecordBytes && !isBlank(bytes, lineStart, end)) {
          runLines++
          if (end + 1 - runStart >= room.bytes || runLines >= room.records) {
            endRun(end + 1)
            runStart = end + 1
          }
        } else {
          endRun(lineStart)
          writer.part(bytes, lineStart, end)
          endLine()
          room = writer.room
          runStart = end + 1
        }
        lineStart = end + 1
      }
      endRun(lineStart)
      if (lineStart < bytes.length) writer.part(bytes, lineStart, bytes.length)
    },
    end() {
      if (writer.openBytes > 0) endLine()
    },
  }
}

/** A record beyond its limit is not held, reads as undefined here, and is not blank. */
function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!isSpace(bytes[i])) return false
  return true
}
