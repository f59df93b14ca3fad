import { closeSync, openSync } from 'node:fs'
import { inputs } from '../../inputs/inputs.ts'
import { createFloorLoop, type FloorRange } from './floor-loop.ts'

// One of the floor's processes: told what its input is, then a range at a time, it answers with the valid records.
let loop: ReturnType<typeof createFloorLoop> | undefined

process.on('message', (message: { input: string; schema: object } | FloorRange) => {
  if ('schema' in message) {
    loop = createFloorLoop(inputs[message.input]!, message.schema)
    return
  }
  const fd = openSync(message.file, 'r')
  process.send!(loop!(fd, message))
  closeSync(fd)
})
process.on('disconnect', () => process.exit())
