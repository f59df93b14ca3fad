import { resolve } from 'node:path'
import { loadConfig } from '@syndicate/config'
import { expect, test } from 'vitest'
import { findUses, formatUse } from './find-uses.ts'
import { trackedFiles } from './tracked-files.ts'

const root = resolve(import.meta.dirname, '../..')
const { indexes } = loadConfig({ env: { SYNDICATE_CONFIG: `${root}/syndicate.yaml` } }).audit

test.each(Object.entries(indexes))('the %s index names every place there is', (_name, index) => {
  const misplaced = findUses(trackedFiles(root), index).filter(({ allowed }) => !allowed)
  expect(misplaced.map(formatUse)).toEqual([])
})
