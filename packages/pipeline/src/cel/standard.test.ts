import { describe, expect, test } from 'vitest'
import { Fault } from '../record/fault.ts'
import { jsonOf } from '../record/json-of.ts'
import { RecipeError } from '../recipe-error.ts'
import { compileExpression } from './compile-expression.ts'
import { expressionValue } from './expression-value.ts'

const row = { n: 1e99, half: 0.5, text: 'a😀b', list: [1, 2], empty: [], at: '2009-02-13T23:31:30.5Z', constructor: 1 }

/** As it would be stored, or the reason there is no value. */
function valueOf(text: string): unknown {
  const result = compileExpression(text, 'derive.x').evaluate(row)
  const value = result instanceof Fault ? result : expressionValue(result)
  return value instanceof Fault ? `no value: ${value.reason}` : value
}

describe('an expression means what CEL says', () => {
  test.each<[expression: string, value: unknown]>([
    // Whole numbers have 64 bits.
    ['9223372036854775807', '9223372036854775807'],
    ['-9223372036854775808', '-9223372036854775808'],
    ['9223372036854775807 - 1', '9223372036854775806'],
    ['18446744073709551615u', '18446744073709551615'],
    ['int("-9223372036854775808")', '-9223372036854775808'],
    ['7 / -2', -3],
    ['-7 % 2', -1],
    ['uint(1.9)', 1],
    ['1 == 1.0 && 1u == 1 && [1, 2u] == [1.0, 2]', true],
    ['9007199254740993 == 9007199254740992.0', false],
    ['9007199254740993 > 9007199254740992.0', true],
    ['3 in [1u, 2u, 3u] && {1: "a"}[1u] == "a"', true],
    // Texts are code points, and ASCII is ASCII.
    ['size(text)', 3],
    ['text.indexOf("b")', 2],
    ['text.substring(1, 2)', '😀'],
    ['text.charAt(1)', '😀'],
    ['text.split("")', ['a', '😀', 'b']],
    ['"ÅRHUS".lowerAscii() + "straße".upperAscii()', 'ÅrhusSTRAßE'],
    ['"\\u0085\\u00a0x\\ufeff".trim()', 'x\ufeff'],
    ['"\\uffff" < "\\U0001F600"', true],
    ['string(b"\\xc3\\xa9")', 'é'],
    ['"\\x41\\101\\u0041"', 'AAA'],
    ['"héllo".matches("^h.llo$")', true],
    // Times.
    ['timestamp(at)', '2009-02-13T23:31:30.500Z'],
    ['timestamp("2009-02-13T23:31:30.123456789Z")', '2009-02-13T23:31:30.123456789Z'],
    ['timestamp("2009-02-14T01:01:30+01:30") == timestamp("2009-02-13T23:31:30Z")', true],
    ['timestamp(at) + duration("1ns")', '2009-02-13T23:31:30.500000001Z'],
    ['timestamp(at) - timestamp("2009-02-13T23:31:29Z")', '1.5s'],
    ['int(timestamp("1969-12-31T23:59:59.5Z"))', -1],
    ['timestamp(at).getHours("Australia/Sydney")', 10],
    ['timestamp(at).getDate("-23:45")', 12],
    ['timestamp(at).getMinutes("Asia/Kathmandu")', 16],
    ['timestamp("2024-12-31T12:00:00Z").getDayOfYear()', 365],
    ['timestamp("2026-03-29T00:59:59Z").getHours("Europe/Berlin")', 1],
    ['timestamp("2026-03-29T01:00:00Z").getHours("Europe/Berlin")', 3],
    ['duration("1h30m").getMinutes()', 90],
    ['duration("-1.5s").getMilliseconds()', -500],
    ['string(duration("1h0.25s"))', '3600.25s'],
    // What decides is looked for; only then an error counts.
    ['1 / 0 > 1 || true', true],
    ['[1, 0].exists(x, 1 / x > 0)', true],
    ['[0, 1].all(x, 1 / x > 1)', false],
    ['[].exists(x, x > 1)', false],
    ['empty.all(x, x > 1)', true],
    ['{"a": 1, "b": 2}.filter(k, k > "a")', ['b']],
    ['[1, 2, 3].map(x, x > 1, x * 2)', [4, 6]],
    ['[1, 1].exists_one(x, x == 1)', false],
    ['cel.bind(x, half * 2, x + x)', 2],
    ['{"constructor": 1}', { constructor: 1 }],
    ['has(record.constructor) && !has(record.toString)', true],
    ['type(1) == int && type(half) == double && type(timestamp(at)) == google.protobuf.Timestamp', true],
    ['string(1e21) + string(true) + string(5u)', '1e+21true5'],
    ['double("-inf") < 0.0 && double("1e3") == 1000.0', true],
  ])('%s', (expression, value) => {
    expect(valueOf(expression)).toEqual(value)
  })

  test('a key that is a number is a name by its digits, where it stands', () => {
    expect(jsonOf(valueOf('{"b": 1, 2: true}'))).toBe('{"b":1,"2":true}')
  })
})

describe('there is no value, and not a wrong one, where', () => {
  test.each<[expression: string, reason: string]>([
    ['9223372036854775807 + 1', 'integer overflow'],
    ['-(-9223372036854775808)', 'integer overflow'],
    ['-9223372036854775808 / -1', 'integer overflow'],
    ['0u - 1u', 'unsigned integer overflow'],
    ['int(n)', 'no int of 64 bits'],
    ['int(9223372036854775807.0)', 'no int of 64 bits'],
    ['int("")', 'no int'],
    ['int(" 1")', 'no int'],
    ['double("0x10")', 'no double'],
    ['uint(-0.5)', 'no uint'],
    ['9007199254740993 + half', 'exactly'],
    ['1 / 0', 'division by zero'],
    ['timestamp("9999-12-31T23:59:59Z") + duration("1s")', 'timestamp out of range'],
    ['timestamp("+010000-01-01T00:00:00Z")', 'no time of RFC 3339'],
    ['timestamp("2026-02-30T00:00:00Z")', 'no time of RFC 3339'],
    ['timestamp("2026-02-03")', 'no time of RFC 3339'],
    ['timestamp(at).getHours("Mars/Base")', 'no time zone "Mars/Base"'],
    ['duration("300000h") + duration("2562047h")', 'duration out of range'],
    ['duration("1")', 'no duration'],
    ['string(b"\\xff")', 'no UTF-8'],
    ['{"a": 1, "a": 2}', 'twice'],
    ['{1.5: 2}', "A map's key"],
    ['{"1": 1, 1: 2}', 'one in JSON'],
    ['text.substring(4)', 'out of range'],
    ['record.list[2]', 'No such key: 2'],
    ['record.list.length', 'No such key: length of a list'],
    ['[1, 0].all(x, 1 / x > 0)', 'division by zero'],
    ['false || 1 / 0 > 0', 'division by zero'],
    ['toString', 'Unknown variable'],
  ])('%s', (expression, reason) => {
    expect(valueOf(expression)).toMatch(new RegExp(`^no value: .*${reason.replace('+', '\\+')}`))
  })
})

describe('an expression is refused, before there is a record, for', () => {
  test.each<[expression: string, message: string]>([
    ['9223372036854775808', '9223372036854775808 is no int of 64 bits'],
    ['"a" - 1', 'no such overload: string - int'],
    ['1 == "1"', 'no such overload: int == string'],
    ['1 && true', 'no such overload: int where a bool is needed'],
    ['size(1)', 'no such overload: size(int)'],
    ['"a".lowerAscii(1)', 'no such overload: string.lowerAscii(int)'],
    ['"a".replace("a", "b")', 'There is no function replace()'],
    ['math.greatest(1, 2)', 'There is no function greatest()'],
    ['constructor(1)', 'There is no function constructor()'],
    ['b"é"', String.raw`Bytes are written in ASCII: the others as \x and two digits`],
    ['århus > 1', 'Unexpected character: å'],
    ['has(record)', 'has() takes a field of something: has(record.name)'],
    ['1.map(x, x)', 'map() goes over a list or a map, not over a int'],
    ['type == "order"', 'no such overload: type == string; a field called type is record.type'],
    ['empty.all(i, v, v == i)', 'all() takes a name and an expression'],
    ['a.?b', 'Expected IDENTIFIER, got QUESTION'],
  ])('%s', (expression, message) => {
    expect(() => compileExpression(expression, 'derive.x')).toThrow(new RecipeError('derive.x', message))
  })
})
