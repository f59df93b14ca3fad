import { spawn } from 'node:child_process'

export interface Check {
  name: string
  command: string
  args: string[]
}

export interface CheckResult {
  name: string
  passed: boolean
  ms: number
  output: string
}

/** Runs a program to its end. It passes when it ends with status 0. */
export function runCheck({ name, command, args }: Check, cwd: string): Promise<CheckResult> {
  const start = performance.now()
  return new Promise((resolve) => {
    let output = ''
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    const collect = (data: Buffer) => (output += data.toString())
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    const end = (passed: boolean) => resolve({ name, passed, ms: performance.now() - start, output: output.trim() })
    child.on('error', (error) => {
      output += error.message
      end(false)
    })
    child.on('close', (code) => end(code === 0))
  })
}
