import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { openGate } from '../browser/harness/gate.ts'
import { developer } from './client.ts'
import { startSystem } from './system.ts'

// A machine without Python may test all the rest; where everything is to be tested, it has to be there.
const { CI } = process.env
const hasPython = CI !== undefined || spawnSync('python3', ['--version']).status === 0

const system = await startSystem({
  workers: 1,
  config: { pipelines: 'strict:\n  format: ndjson\n  onInvalid: reject\n' },
})
const folder = mkdtempSync(join(tmpdir(), 'syndicate-python-'))
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await system.stop()
})

const good = '{"cpu":12,"mem":134217728,"timestamp":"2026-01-01T00:00:01Z"}\n'
const bad = '{"cpu":"hot","mem":134217728,"timestamp":"2026-01-01T00:00:02Z"}\n'

/** Runs a program that has a `client` which is signed in, and prints JSON. Warnings are errors: nothing is left open. */
async function python<T>(program: string, url = system.url): Promise<T> {
  const head = [
    'import io, json, os, syndicate',
    `client = syndicate.Client(${JSON.stringify(url)})`,
    `client.login(${JSON.stringify(developer.username)}, ${JSON.stringify(developer.password)})`,
    'def show(value): print(json.dumps(value))',
  ].join('\n')
  const env = {
    PATH: process.env['PATH'],
    PYTHONPATH: join(system.projectDir, 'packages/client-python'),
    PYTHONDONTWRITEBYTECODE: '1',
  }
  return new Promise((resolve, reject) => {
    const args = ['-X', 'dev', '-W', 'error', '-c', `${head}\n${program}`]
    const child = execFile('python3', args, { cwd: folder, env }, (error, out, err) => {
      // What a destructor warns of is told there, and fails nothing.
      if (error || err !== '') reject(new Error(`${err}\n${out}`))
      else resolve(JSON.parse(out) as T)
    })
    child.stdin!.end()
  })
}

/** A proxy that ends the first connection of an upload: after so many bytes, or with its answer unsaid. */
async function openBreaking(after: number): Promise<{ url: string; uploads(): number; close(): void }> {
  const { hostname, port } = new URL(system.url)
  let uploads = 0
  const server: Server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    let sent = 0
    let breaks = false
    const end = () => [client, upstream].forEach((side) => side.destroy())
    for (const side of [client, upstream]) side.on('error', end).on('close', end)
    client.on('data', (bytes) => {
      if (sent === 0 && bytes.includes('POST /api/etl/')) breaks = (uploads += 1) === 1
      sent += bytes.length
      upstream.write(bytes)
      if (breaks && sent > after) end()
    })
    upstream.on('data', (bytes) => (breaks ? end() : client.write(bytes)))
  })
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, uploads: () => uploads, close: () => void server.close() }
}

describe.skipIf(!hasPython)('the Python client', () => {
  test('starts a run, waits for its end and reads what was published, page by page', async () => {
    const seen = await python<Record<string, unknown>>(`
run = client.start([{"id": n} for n in range(25)], dataset="started", wait=30)
listed = next(client.runs(dataset="started", mine=True))
show({
  "state": run["state"], "counts": run["counts"], "same": listed["runId"] == run["runId"],
  "ids": [record["id"] for record in client.records("started", page=10)],
  "first": [record["id"] for record in client.records("started", version=1, page=7)],
  "datasets": [each["name"] for each in client.datasets()], "head": client.dataset("started")["head"],
  "short": client.run(run["runId"].replace("-", "")[:-1])["runId"] == run["runId"],
  "who": client.session()["username"],
})`)
    const ids = Array.from({ length: 25 }, (_, id) => id)
    expect(seen).toMatchObject({ state: 'published', counts: { in: 25, loaded: 25 }, same: true, ids, first: ids })
    expect(seen).toMatchObject({ datasets: ['started'], head: 1, short: true, who: developer.username })
  })

  test('sends paths, files, bytes and iterables, compressed or not', async () => {
    writeFileSync(join(folder, 'a.ndjson.gz'), gzipSync(good.repeat(3)))
    writeFileSync(join(folder, 'b.csv'), 'id;name\n1;Ada\n')
    const counts = await python<number[]>(`
def loaded(source, **more):
  return client.upload(source, wait=30, **{"pipeline": "telemetry", "format": "ndjson", "dataset": "sent", **more})["counts"]["loaded"]
line = ${JSON.stringify(good)}.encode()
with open("a.ndjson.gz", "rb") as file:
  opened = loaded(file, content_encoding="gzip")
  closed = file.closed
def pieces():
  for n in range(1000): yield line
show([
  loaded("a.ndjson.gz"), opened, int(closed), loaded(line * 2), loaded(pieces()), loaded(io.BytesIO(line)),
  loaded("b.csv", pipeline="records", format="csv", delimiter=";", dataset="read"),
])`)
    expect(counts).toEqual([3, 3, 0, 2, 1000, 1, 1])
  })

  test.each([
    ['an upload that broke in the middle', 3_000_000],
    ['one whose answer was lost', Number.POSITIVE_INFINITY],
  ])('repeats %s as one run', async (what, after) => {
    const proxy = await openBreaking(after)
    const dataset = what.includes('lost') ? 'lost' : 'broken'
    const upload = `client.upload(b"1234567\\n" * 1000000, pipeline="records", format="csv", header=["n"], dataset="${dataset}", wait=60)`
    const seen = await python<{ loaded: number; runs: number }>(
      `run = ${upload}\nshow({"loaded": run["counts"]["loaded"], "runs": len(list(client.runs(dataset="${dataset}")))})`,
      proxy.url,
    )
    expect([seen, proxy.uploads()]).toEqual([{ loaded: 1_000_000, runs: 1 }, 2])
    const another = await openBreaking(after)
    const once = await python<string>(
      `
def pieces():
  for n in range(100): yield b"1\\n" * 50000
try: client.upload(pieces(), pipeline="records", format="csv", header=["n"])
except syndicate.SyndicateError as error: show(error.code)
else: show("sent")`,
      another.url,
    )
    // What is read once is sent once.
    expect(once).toBe('network')
    for (const each of [proxy, another]) each.close()
  })

  test('lists what was refused, and runs it again, mended', async () => {
    const seen = await python<Record<string, unknown>>(`
run = client.upload(${JSON.stringify(good + bad + bad)}.encode(), pipeline="telemetry", format="ndjson", dataset="mended", wait=30)
refused = list(client.quarantine(run=run["runId"], limit=1))
patch = [{"op": "replace", "path": "/cpu", "value": 99}]
would = client.replay_quarantined(run=run["runId"], patch=patch, dry_run=True)
replay = client.replay_quarantined([each["id"] for each in refused], patch=patch)
ended = [client.wait(each["runId"], 30) for each in replay["runs"]]
again = client.replay(run["runId"], wait=30)
show({"codes": [each["code"] for each in refused], "would": would["wouldPass"], "claimed": replay["claimed"],
  "loaded": [each["counts"]["loaded"] for each in ended], "again": again["replayOf"] == run["runId"]})`)
    expect(seen).toEqual({ codes: ['cast-failed', 'cast-failed'], would: 2, claimed: 2, loaded: [2], again: true })
  })

  test('says what is wrong with a code, and what became of a run', async () => {
    const errors = await python<unknown[]>(`
def refused(work):
  try: return work()
  except syndicate.RunNotPublished as error: return [type(error).__name__, error.run["state"], error.code]
  except syndicate.SyndicateError as error: return [error.code, error.status, bool(error.detail)]
  except FileNotFoundError as error: return error.filename
nobody = "019b7c1e-5a00-7000-8000-0123456789ab"
waiting = client.upload(b'{"a":\\n', pipeline="strict", dataset="refused")
show([
  refused(lambda: client.run(nobody)), refused(lambda: client.records("no/such").__next__()),
  refused(lambda: client.start({"a": 1}, pipeline="nowhere")), refused(lambda: client.request("POST", "/api/etl/start", body={})),
refused(lambda: client.upload("missing.csv", pipeline="records")),
  refused(lambda: client.wait(waiting["runId"], 30)), client.wait(waiting["runId"], check=False)["state"],
  refused(lambda: syndicate.Client(${JSON.stringify(system.url)}, key="syn_no").run(nobody)),
  refused(lambda: syndicate.Client("http://127.0.0.1:9").session()),
])`)
    expect(errors).toEqual([
      ['run-not-found', 404, true],
      ['dataset-not-found', 404, true],
      ['unknown-pipeline', 404, true],
      ['validation-failed', 400, true],
      'missing.csv',
      ['RunNotPublished', 'rejected', 'invalid-records'],
      'rejected',
      ['invalid-key', 401, true],
      ['network', null, true],
    ])
  })

  test('leaves errors of what it is given as they are, and asks nothing twice for them', async () => {
    const errors = await python<unknown[]>(`
def raised(work):
  try: return work()
  except Exception as error: return [type(error).__name__, str(error)]
def failing(error):
  yield b'{"a":1}\\n'
  raise error
class Failing(io.BytesIO):
  tries = 0
  def read(self, *args):
    Failing.tries += 1
    raise ConnectionResetError("upstream")
def upload(source, **more): return lambda: client.upload(source, pipeline="records", **more)
show([
  raised(upload(failing(ValueError("row 2")))), raised(upload(failing(OSError("disk")))),
  raised(upload(failing(BrokenPipeError("pipe")))), raised(upload(Failing(b"a"))), Failing.tries,
  raised(upload(b"a", idempotency_key="a\\nb")), raised(lambda: client.request("GET", "/api/a b"))[0],
])`)
    expect(errors).toEqual([
      ['ValueError', 'row 2'],
      ['OSError', 'disk'],
      ['BrokenPipeError', 'pipe'],
      ['ConnectionResetError', 'upstream'],
      1,
      ['ValueError', expect.stringContaining('Invalid header value')],
      'InvalidURL',
    ])
  })

  test('goes on where a session could not be renewed, and tries it again', async () => {
    const soon = await python<boolean>(`
import time
once = client._once
def broken(method, path, *rest):
  if path == "/api/auth/session": raise syndicate.SyndicateError("network", "It cannot be reached")
  return once(method, path, *rest)
client._once, client._renew_at = broken, 0
client.request("GET", "/api/pipelines")
show(0 < client._renew_at < time.monotonic() + 60)`)
    expect(soon).toBe(true)
  })

  test('waits for its turn, asks no more than it has to, and makes of fractions what is asked for', async () => {
    const gate = await openGate(system.url)
    const early = python<unknown[]>(
      `
from decimal import Decimal
for _ in range(2): client.session()
run = client.start({"x": 0.1, "n": 9007199254740991}, dataset="digits", wait=30)
exact = syndicate.Client(${JSON.stringify(gate.url)}, parse_float=Decimal)
exact._cookies = dict(client._cookies)
[record] = exact.records("digits")
show([str(record["x"]), record["n"], run["state"]])
client.logout()`,
      gate.url,
    )
    gate.refuse(2, 1)
    expect(await early).toEqual(['0.1', 9_007_199_254_740_991, 'published'])
    expect(gate.asked.filter((route) => route === 'POST /api/auth/login')).toHaveLength(3)
    expect(gate.asked.slice(-3)).toEqual([
      'POST /api/etl/start',
      'GET /api/registry/digits/records',
      'POST /api/auth/logout',
    ])
    await gate.stop()
  })
})
