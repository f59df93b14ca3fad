import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { startProcess, type RunningProcess } from '@syndicate/stack'
import { root } from './helm.ts'
import { containerOf, ofKind, podsOf, type Container, type Manifest } from './manifest.ts'

export interface Pod {
  container: Container
  /** What its program has written. */
  log(): string
  /** Starts its program. @returns the line that says it is ready */
  start(): Promise<RunningProcess>
  /** Runs a program within it, to its end. */
  run(command: string[]): Promise<{ code: number; output: string }>
  /** Where a file of its own is here. */
  pathOf(path: string): string
  /** Ends its program, as a deploy does. */
  stop(): Promise<void>
  remove(): Promise<void>
}

/**
 * A pod as far as there is one without Kubernetes: the command and the environment that the chart gives, and the files of its ConfigMaps. It
 * is not alone on its machine, so folders are below one of its own, and it listens at any port of this machine's.
 */
export function placePod(manifests: Manifest[], component: string, secrets: Record<string, string>): Pod {
  const container = containerOf(manifests, component)
  const folder = mkdtempSync(join(tmpdir(), `syndicate-pod-${component}-`))
  const here = (text: string) => text.replaceAll(/(?<![\w/])\/(config|tmp)\b/g, `${folder}/$1`)
  const logFile = join(folder, 'log')
  let running: RunningProcess | undefined

  // What has been compiled for other tests makes a start quick.
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const env: Record<string, string> = { PATH: PATH!, ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }) }
  for (const { name, value, valueFrom } of container.env) {
    const given = value === undefined ? secrets[valueFrom!.secretKeyRef.key] : here(value)
    if (given !== undefined) env[name] = given
    else if (!valueFrom?.secretKeyRef.optional) throw new Error(`The Secret has no ${name}`)
  }
  Object.assign(env, { SYNDICATE_HOST: '127.0.0.1' }, env['PORT'] && { PORT: '0' })
  if (env['METRICS_PORT']) env['METRICS_PORT'] = '0'

  for (const [path, text] of filesOf(manifests, component)) {
    mkdirSync(dirname(here(path)), { recursive: true })
    writeFileSync(here(path), text)
  }
  mkdirSync(here('/tmp'))

  return {
    container,
    log: () => readFileSync(logFile, 'utf8'),
    async start() {
      const [, ...args] = [...container.command, ...(container.args ?? [])]
      running = await startProcess({
        name: component,
        command: process.execPath,
        args,
        cwd: root,
        env,
        logFile,
        readyWhen: (line) => /"msg":"(listening|working)"/.test(line),
        readyWithinMs: 60_000,
        stopWithinMs: 45_000,
      })
      return running
    },
    run: ([program, ...args]) =>
      new Promise((settle) => {
        const path = program === 'node' ? process.execPath : program!
        execFile(path, args.map(here), { cwd: root, env, timeout: 60_000 }, (error, stdout, stderr) =>
          settle({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr }),
        )
      }),
    pathOf: here,
    stop: async () => running?.stop(),
    async remove() {
      await running?.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What its ConfigMaps put where. */
function filesOf(manifests: Manifest[], component: string): [path: string, text: string][] {
  const [pod] = podsOf(manifests, component)
  return (pod!.spec.containers[0].volumeMounts ?? []).flatMap(({ name, mountPath, subPath }) => {
    const source = pod!.spec.volumes!.find((volume) => volume.name === name)?.configMap?.name
    const map = ofKind(manifests, 'ConfigMap').find(({ metadata }) => metadata.name === source)
    const files = Object.entries(map?.data ?? {})
    return subPath
      ? [[mountPath, map!.data![subPath]!] as [string, string]]
      : files.map(([file, text]): [string, string] => [`${mountPath}/${file}`, text])
  })
}
