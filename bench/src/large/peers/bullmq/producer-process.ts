// oxlint-disable-next-line eslint/no-restricted-imports
import { Queue, QueueEvents } from 'bullmq'
import { splitFile } from './split-file.ts'
import { prefix, queueName, type Range } from './range-queue.ts'

// Told a file, it adds a job for each part, and answers with the valid records of all when the last one is done.
const connection = { url: process.argv[2]! }
const queue = new Queue<Range>(queueName, { connection, prefix })
const events = new QueueEvents(queueName, { connection, prefix })
const rangeBytes = 1 << 20

async function load(file: string): Promise<number> {
  const ranges = splitFile(file, rangeBytes)
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  let left = ranges.length
  let records = 0
  const onCompleted = ({ returnvalue }: { returnvalue: string }) => {
    records += Number(returnvalue)
    if (--left === 0) resolve(records)
  }
  const onFailed = ({ failedReason }: { failedReason: string }) => reject(new Error(failedReason))
  events.on('completed', onCompleted).on('failed', onFailed)
  await queue.addBulk(
    ranges.map((range, ordinal) => ({
      name: 'range',
      data: { file, ...range, ordinal },
      opts: { removeOnComplete: true },
    })),
  )
  return promise.finally(() => events.off('completed', onCompleted).off('failed', onFailed))
}

await events.waitUntilReady()
process.on('message', ({ file }: { file: string }) => void load(file).then((records) => process.send!(records)))
process.on('disconnect', () => process.exit())
