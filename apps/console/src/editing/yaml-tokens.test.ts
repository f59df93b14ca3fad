import fc from 'fast-check'
import { expect, test } from 'vitest'
import { yamlTokens } from './yaml-tokens.ts'

/** As `key<format>: csv`. */
function told(text: string): string[] {
  return yamlTokens(text).map((line) =>
    line.map((token) => (token.kind === 'plain' ? token.text : `${token.kind}<${token.text}>`)).join(''),
  )
}

test('keys, texts and comments are told apart', () => {
  expect(
    told(
      '# mine\nformat: csv # not json\n- cast: { amount: number, at: "x # y" }\n  "a b": \'it\'\'s\'\nurl: a:b#c\n- { a: 1 }',
    ),
  ).toEqual([
    'comment<# mine>',
    'key<format>: csv comment<# not json>',
    '- key<cast>: { key<amount>: number, key<at>: text<"x # y"> }',
    "  key<\"a b\">: text<'it''s'>",
    'key<url>: a:b#c',
    '- { key<a>: 1 }',
  ])
})

test('a block of lines is text, to its end', () => {
  expect(told('  - input: |\n      id: 1\n\n      # no comment\n    expect: []')).toEqual([
    '  - key<input>: |',
    'text<      id: 1>',
    '',
    'text<      # no comment>',
    '    key<expect>: []',
  ])
})

test('nothing of a text is lost, whatever it is', () => {
  const piece = fc.constantFrom('a', ':', ' ', '\n', '#', '"', "'", '- ', '|', '{', ',', '\\', 'é')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('')
      const lines = yamlTokens(text).map((line) => line.map((token) => token.text).join(''))
      expect(lines.join('\n')).toBe(text)
    }),
  )
})
