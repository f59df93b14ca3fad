import { closeSync, openSync } from 'node:fs'
import { createFloorLoop, type FloorRange } from './floor-loop.ts'

// One of the floor's processes: told the schema at first, then a range at a time, it answers with the valid records.
let loop: ReturnType<typeof createFloorLoop> | undefined

process.on('message', (message: { schema: object } | FloorRange) => {
  if ('schema' in message) {
    loop = createFloorLoop(message.schema)
    return
  }
  const fd = openSync(message.file, 'r')
  process.send!(loop!(fd, message))
  closeSync(fd)
})
process.on('disconnect', () => process.exit())
