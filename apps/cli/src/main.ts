#!/usr/bin/env node
import { homedir } from 'node:os'
import { runCli } from './run-cli.ts'

const { argv, env, stdin, stdout, stderr } = process

// Whoever reads our output may have seen enough: `syndicate records … | head`.
stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

const interrupt = new AbortController()
process.on('SIGINT', () => (interrupt.signal.aborted ? process.exit(130) : interrupt.abort()))

const code = await runCli({
  argv: argv.slice(2),
  env,
  stdin,
  stdout,
  stderr,
  homeFolder: homedir(),
  folder: process.cwd(),
  interrupted: interrupt.signal,
})
process.exitCode ??= code
// What was under way when Ctrl-C came is not waited for.
if (interrupt.signal.aborted) process.exit(process.exitCode)
