import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { problems } from '@syndicate/contracts'
import { leftReasons, refusalCodes } from '@syndicate/contracts/words'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const textOf = (path: string) => readFileSync(join(root, path), 'utf8')
const documents = globSync(['*.md', '{docs,apps,packages,bench,deploy}/**/*.md'], {
  cwd: root,
  exclude: (path) => path.includes('node_modules'),
})

/** What a text has between backticks. */
const quoted = (text: string) => Array.from(text.matchAll(/`([^`\n]+)`/g), ([, name]) => name!)

/** The cells of the last column of every table of a document. */
const lastCells = (text: string) =>
  Array.from(text.matchAll(/^\|.*\|([^|]+)\|$/gm), ([, cell]) => cell!).filter((cell) => !/^[\s-]+$/.test(cell))

/** A test as documents name it: `faults/odd-jobs`, `runs/src/executor/*.test`, `gateway/tests/roles`, or a folder of some. */
function isTest(name: string): boolean {
  const path = name.replace(/\.test$/, '')
  const files = ['', 'tests/', 'packages/', 'apps/'].flatMap((house) => [
    `${house}${path}{,.measured}.test.ts`,
    `${house}${path}/**/*.test.ts`,
  ])
  return globSync(files, { cwd: root, exclude: (each) => each.includes('node_modules') }).length > 0
}

it.each(['docs/guarantees.md', 'docs/threat-model.md'])('every test that %s names is there', (document) => {
  const named = lastCells(textOf(document)).flatMap(quoted)
  expect(named.length).toBeGreaterThan(50)
  expect(named.filter((name) => !isTest(name))).toEqual([])
})

/** The anchors of a document's headings, as they are made where it is shown. */
function anchorsOf(path: string): string[] {
  const headings = textOf(path).matchAll(/^#+ (.+)$/gm)
  return Array.from(headings, ([, title]) =>
    title!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

describe.each(documents)('%s', (document) => {
  const prose = textOf(document).replaceAll(/^```.*?^```/gms, '')

  it('leads nowhere that is not there', () => {
    const links = Array.from(prose.matchAll(/\]\((?!https?:)([^)\s]+)\)/g), ([, link]) => link!)
    const broken = links.filter((link) => {
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? document : join(dirname(document), path)
      return !existsSync(join(root, target)) || (anchor !== undefined && !anchorsOf(target).includes(anchor))
    })
    expect(broken).toEqual([])
  })

  it('names no file of the house that is not there', () => {
    const files = quoted(prose).filter((name) =>
      /^(apps|packages|scripts|tests|docs|deploy|patches)\/[\w./*-]+$/.test(name),
    )
    const places = [root, join(root, dirname(document))]
    const isThere = (file: string) => places.some((cwd) => globSync(file, { cwd }).length > 0)
    expect(files.filter((file) => !isThere(file))).toEqual([])
  })
})

it('troubles are told by codes that there are, and every reason for a refused or a left record is explained', () => {
  const codes = quoted(textOf('docs/troubleshooting.md'))
  const known: string[] = [...Object.keys(problems), ...refusalCodes, ...leftReasons]
  expect(codes.filter((code) => /^[a-z]+(-[a-z]+)+$/.test(code) && !known.includes(code))).toEqual([])
  expect([...refusalCodes, ...leftReasons].filter((code) => !codes.includes(code))).toEqual([])
})
