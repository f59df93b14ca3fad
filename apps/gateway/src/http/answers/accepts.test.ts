import { describe, expect, test } from 'vitest'
import { acceptsCoding, preferredType } from './accepts.ts'

const offered = ['application/x-ndjson', 'application/json', 'text/csv'] as const

describe('the preferred type', () => {
  test.each([
    [undefined, 'application/x-ndjson'],
    ['', 'application/x-ndjson'],
    ['*/*', 'application/x-ndjson'],
    ['application/json', 'application/json'],
    ['text/*', 'text/csv'],
    ['text/csv;q=0.5, application/json;q=0.8', 'application/json'],
    ['*/*;q=0.1, text/csv', 'text/csv'],
    ['application/*;q=0.3, text/csv;q=0.3', 'application/x-ndjson'],
    ['Text/CSV; charset=utf-8', 'text/csv'],
    ['image/png', undefined],
    ['application/json;q=0', undefined],
    ['application/json;q=0, */*', 'application/x-ndjson'],
  ])('for %j is %j', (header, type) => {
    expect(preferredType(header, offered)).toBe(type)
  })
})

describe('zstd', () => {
  test.each([
    [undefined, false],
    ['gzip, br', false],
    ['gzip, zstd', true],
    ['ZSTD;q=0.1', true],
    ['zstd;q=0, gzip', false],
    ['zstd;q=0, *', false],
    ['*', true],
    [['gzip', 'zstd'], true],
  ])('by %j: %j', (header, accepted) => {
    expect(acceptsCoding(header, 'zstd')).toBe(accepted)
  })
})
