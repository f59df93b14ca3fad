import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A memory group of the kernel's (cgroup v1) around a worker and whatever it starts. */
export interface MemoryGroup {
  /** Environment by which a Node process joins the group before it does anything else. */
  env: NodeJS.ProcessEnv
  /** Takes away what room its processes do not use at this moment, and gives none back: one that grows again is killed. */
  squeeze(): void
  release(): void
  /** How many of its processes the kernel has killed for want of memory. */
  kills(): number
  /** Once its processes are gone. */
  remove(): void
}

const root = '/sys/fs/cgroup/memory'

/** @param folder where it may keep a file @returns null where such groups are not to be had: they take root and cgroup v1 */
export function createMemoryGroup(name: string, folder: string): MemoryGroup | null {
  const group = join(root, name)
  const file = (field: string) => join(group, field)
  const numberIn = (field: string, label: string) =>
    Number(new RegExp(`^${label} (\\d+)$`, 'm').exec(readFileSync(file(field), 'utf8'))?.[1])
  try {
    readFileSync(join(root, 'memory.limit_in_bytes'))
    mkdirSync(group)
  } catch {
    return null
  }
  const joining = join(folder, `join-${name}.mjs`)
  writeFileSync(joining, `import { writeFileSync } from 'node:fs'\nwriteFileSync('${file('cgroup.procs')}', '0')\n`)
  let limit = Infinity
  return {
    env: { NODE_OPTIONS: `--import ${joining}` },
    squeeze() {
      const used = Number(readFileSync(file('memory.usage_in_bytes'), 'utf8'))
      if (used >= limit) return
      try {
        writeFileSync(file('memory.limit_in_bytes'), `${used}`)
        limit = used
      } catch {
        // They have grown meanwhile: the next squeeze may do.
      }
    },
    release() {
      writeFileSync(file('memory.limit_in_bytes'), '-1')
      limit = Infinity
    },
    kills: () => numberIn('memory.oom_control', 'oom_kill'),
    remove: () => rmdirSync(group),
  }
}
