import { connect as dial, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, inject, test } from 'vitest'
import { connect } from '../src/connect.ts'

/** A connection pool whose connections can all be reset. */
async function breakablePool(poolSize: number) {
  const url = new URL(inject('databaseUrl'))
  const upstreamPort = Number(url.port)
  const open = new Set<Socket>()
  const relay = createServer((client) => {
    const upstream = dial({ port: upstreamPort, host: url.hostname })
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.on('error', () => {}).on('close', () => open.delete(socket))
    }
    client.pipe(upstream).pipe(client)
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  const through = new URL(url)
  through.host = `127.0.0.1:${(relay.address() as AddressInfo).port}`
  const sql = connect({ url: through.href, poolSize })
  const reset = () => open.forEach((socket) => socket.resetAndDestroy())
  return {
    sql,
    reset,
    async [Symbol.asyncDispose]() {
      await sql.end({ timeout: 1 })
      reset()
      await new Promise((resolve) => relay.close(resolve))
    },
  }
}

test('every statement is answered, however connections break', async () => {
  await using pool = await breakablePool(6)
  const { sql, reset } = pool
  const codes: unknown[] = []
  /** As the system does: the same again, at once. */
  async function echoFourTimes(inTransaction: boolean): Promise<void> {
    for (let answered = 0; answered < 4;) {
      const sent = Math.floor(Math.random() * 1e9)
      const echo = (on: Pick<typeof sql, 'unsafe'>) => on.unsafe('select $1::int as sent', [sent], { prepare: true })
      try {
        const [row] = await (inTransaction ? sql.begin((tx) => echo(tx)) : echo(sql))
        if (row!['sent'] !== sent) throw new Error('answered with what another asked for')
        answered++
      } catch (error) {
        codes.push((error as { code?: unknown }).code)
      }
    }
  }
  for (let round = 0; round < 40; round++) {
    const lanes = Array.from({ length: 3 + (round % 10) }, (_, lane) => echoFourTimes(lane % 4 === 0))
    await delay(Math.random() * 6)
    reset()
    await Promise.all(lanes)
  }
  expect(codes.length).toBeGreaterThan(40)
  expect(codes.filter((code) => !/^(ECONN|EPIPE|CONNECTION_)/.test(`${code}`))).toEqual([])
})

test('a transaction that lost its connection says nothing on it when others use it', async () => {
  await using pool = await breakablePool(1)
  const { sql, reset } = pool
  const reached = Promise.withResolvers<void>()
  const othersAreIn = Promise.withResolvers<void>()
  let late: Promise<unknown> | undefined
  const lost = sql.begin(async (tx) => {
    await tx`select 1`
    reached.resolve()
    await othersAreIn.promise
    late = tx`rollback`.catch((error: { code?: string }) => error.code)
    await late
  })
  await reached.promise
  reset()
  await expect(lost).rejects.toThrow()

  await sql.begin(async (tx) => {
    await tx`create temp table kept (n int)`
    await tx`insert into kept values (1)`
    othersAreIn.resolve()
    await delay(50)
    await tx`insert into kept values (2)`
  })
  expect(await late).toBe('CONNECTION_CLOSED')
  expect(await sql`select n from kept order by n`).toMatchObject([{ n: 1 }, { n: 2 }])
})
