import type { BenchContext } from '../benchmarks.ts'
import { awaitEnd } from '../client/await-end.ts'
import { signIn } from '../client/sign-in.ts'
import { upload } from '../client/upload.ts'
import { inputStream } from '../inputs/input-file.ts'
import { bytesOfRecord } from '../inputs/input.ts'
import { telemetry } from '../inputs/telemetry.ts'
import { redisPeak } from '../large/peaks-of.ts'
import { checkedStages } from '../large/publish-input.ts'
import { peakOfTree } from '../machine/memory-of.ts'
import { total, usageOf } from '../machine/usage-of.ts'
import { figure } from '../report/figure.ts'

/** One upload as large as they may be, made while it is sent: how fast it is published, and the memory that takes. */
export async function big({ stack, options, print }: BenchContext): Promise<object> {
  const records = Math.floor((options.gibibytes * 2 ** 30) / bytesOfRecord(telemetry))
  const session = await signIn(stack.gatewayUrl)
  const processes = stack.processes()
  const pids = processes.map(({ pid }) => pid)
  const usage = await usageOf(pids, async () => {
    const startedAt = performance.now()
    const { runId } = await upload(session, telemetry, inputStream(telemetry, records))
    const uploadSeconds = (performance.now() - startedAt) / 1000
    await awaitEnd(session, runId)
    return { runId, uploadSeconds }
  })
  const { wallSeconds, value } = usage
  await checkedStages(session, value.runId, records)
  const peakMebibytes = {
    ...Object.fromEntries(processes.map(({ name, pid }) => [name, peakOfTree(pid)])),
    "Redis' data": await redisPeak(stack.redisUrl),
  }
  const cpuSeconds = total(usage.cpuSeconds)
  print(
    `  ${figure(records)} records, ${figure(options.gibibytes, 1)} GiB: ${figure(wallSeconds, 1)} s until published, ` +
      `${figure(value.uploadSeconds, 1)} s of it until accepted; ${figure(records / wallSeconds)} records/s, ` +
      `${figure(cpuSeconds, 1)} s of CPU, ${figure((cpuSeconds * 1e6) / records, 2)} a million records`,
  )
  const peaks = Object.entries(peakMebibytes).map(([name, mebibytes]) => `${name} ${figure(mebibytes)}`)
  print(`  peak MiB: ${peaks.join(', ')}`)
  return { records, wallSeconds, uploadSeconds: value.uploadSeconds, cpuSeconds, peakMebibytes }
}
