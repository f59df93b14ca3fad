import { globSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/** The packages of others that a build has in it, as its source maps tell, with the texts of their licences, one after the other. */
export async function bundledLicences(dist: string): Promise<string> {
  const folders = new Set<string>()
  for (const map of globSync('*.map', { cwd: dist })) {
    const { sources } = JSON.parse(await readFile(join(dist, map), 'utf8')) as { sources: string[] }
    for (const source of sources) {
      const [, folder] = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(resolve(dist, source)) ?? []
      if (folder) folders.add(folder)
    }
  }
  const texts = await Promise.all([...folders].map(licenceOf))
  return texts.toSorted().join(`\n${'-'.repeat(80)}\n\n`)
}

async function licenceOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Record<
    string,
    string
  >
  const file = (await readdir(folder)).find((each) => /^(licen[sc]e|copying)/i.test(each))
  const text = file ? await readFile(join(folder, file), 'utf8') : `${license}\n`
  return `${name} ${version}\n\n${text}`
}
