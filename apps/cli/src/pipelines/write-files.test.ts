import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readDefinition } from '@syndicate/definitions'
import { expect, it } from 'vitest'
import { writePipelineFiles } from './write-files.ts'

it('writes nowhere else, whatever a server calls its pipelines', async () => {
  const read = readDefinition({ format: 'json' })
  if ('faults' in read) throw new Error('a sound definition')
  const folder = mkdtempSync(join(tmpdir(), 'syndicate-export-'))
  for (const name of ['../out', '/out', '.hidden', ''])
    await expect(
      writePipelineFiles([{ name, definition: read.definition }], { folder, to: 'in', force: true }),
    ).rejects.toThrow('is no name of a pipeline')
  expect(readdirSync(folder)).toEqual([])
  rmSync(folder, { recursive: true })
})
