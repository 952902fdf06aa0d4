import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { RootOpsError } from '../errors.ts'
import { readTraceBody, type TraceBody } from './trace-rows.ts'

const read = (text: string, limits = {}) => readTraceBody(Buffer.from(text), limits)
const readRows = (...rows: string[]) => read(`{"traces":[${rows.join(',')}]}`)

function errorOf(text: string, limits = {}): RootOpsError {
  try {
    read(text, limits)
  } catch (error) {
    return error as RootOpsError
  }
  throw new Error('was accepted')
}

/** The rows as objects, for comparison. */
function rowsOf({ columns }: TraceBody) {
  return Array.from({ length: columns.length }, (_, row) => ({
    index: columns.sourceRow[row],
    trace: columns.traceIdOf(row),
    service: columns.strings[columns.service[row]!],
    operation: columns.strings[columns.operation[row]!],
    ms: columns.durationMs[row],
    at: columns.timestamp[row],
    failed: columns.failed[row] === 1,
  }))
}

const GOOD = '{"trace_id":"a","service":"s","operation":"o","duration_ms":1.5,"timestamp":10}'

describe('readTraceBody', () => {
  it('reads rows into columns', () => {
    expect(rowsOf(readRows(GOOD))).toEqual([
      { index: 0, trace: 'a', service: 's', operation: 'o', ms: 1.5, at: 10, failed: false },
    ])
  })

  it('does not mind order, white space, unknown fields, or a byte order mark', () => {
    const text = `\uFEFF\n{ "x" : [ { "traces" : [ ] } , null ] ,
      "traces" :\t[ { "attributes" : { "a" : [ 1 , { } , "}" ] } , "duration_ms" : 2 ,
        "operation" : "o" , "status" : "error" , "service" : "s" } ] , "y" : { } }\r\n`
    expect(rowsOf(read(text))).toMatchObject([
      { service: 's', operation: 'o', ms: 2, failed: true },
    ])
  })

  it('knows keys and values that are written with escapes', () => {
    const row = String.raw`{"dur\u0061tion_ms":"1\u0032","oper\u0061tion":"caf\u00e9 \ud83d\ude00","service":"\"\\\n"}`
    expect(rowsOf(readRows(row))).toMatchObject([
      { ms: 12, operation: 'café 😀', service: '"\\\n' },
    ])
  })

  it('counts the same text as the same name, however it is written', () => {
    const { columns } = readRows(
      '{"duration_ms":1,"service":"ab","trace_id":"t1"}',
      String.raw`{"duration_ms":1,"service":"a\u0062","trace_id":"t\u0031"}`,
    )
    expect(columns.service[1]).toBe(columns.service[0])
    expect(columns.trace[1]).toBe(columns.trace[0])
  })

  it('takes the last of a key that comes twice, in a row and outside', () => {
    const body = read(
      '{"traces":[{"duration_ms":1}],"service_name":"a","service_name":"b",' +
        '"traces":[{"duration_ms":null,"duration_ms":7,"service":[],"service":"s"}]}',
    )
    expect(rowsOf(body)).toMatchObject([{ ms: 7, service: 's' }])
    expect(body).toMatchObject({ serviceName: 'b', rejected: { count: 0 } })
  })

  it('replaces lone surrogates', () => {
    const row = String.raw`{"trace_id":"a\ud800","operation":"\udc00b","service":"\ud800\ud800","duration_ms":1}`
    expect(rowsOf(readRows(row))).toMatchObject([
      { trace: 'a\uFFFD', operation: '\uFFFDb', service: '\uFFFD\uFFFD' },
    ])
  })

  it.each([
    ['null', undefined],
    ['""', undefined],
    ['"db"', 'db'],
  ])('reads service_name %s', (text, expected) => {
    expect(read(`{"service_name":${text},"traces":[]}`).serviceName).toBe(expected)
  })

  it('takes ids as strings or numbers, and keeps all digits of a number', () => {
    const body = readRows(
      '{"duration_ms":1,"trace_id":12345678901234567890}',
      '{"duration_ms":1,"trace_id":"x"}',
      '{"duration_ms":1,"trace_id":""}',
      '{"duration_ms":1,"trace_id":null}',
    )
    expect(rowsOf(body).map(({ trace }) => trace)).toEqual(['12345678901234567890', 'x', '', ''])
    expect([...body.columns.trace].slice(2)).toEqual([0, 0])
  })

  it('reads parents from parent_id or parent_span_id, none from empty or zero ids', () => {
    const { columns } = readRows(
      '{"duration_ms":1,"span_id":"01"}',
      '{"duration_ms":1,"span_id":"02","parent_id":"01"}',
      '{"duration_ms":1,"span_id":3,"parent_span_id":"02"}',
      '{"duration_ms":1,"span_id":"0000000000000000","parent_id":""}',
      '{"duration_ms":1}',
    )
    const [first, second, third] = columns.span
    expect(new Set([first, second, third]).size).toBe(3)
    expect([...columns.span.subarray(3)]).toEqual([0, 0])
    expect([...columns.parent]).toEqual([0, first, second, 0, 0])
  })

  it('keeps no columns of ids where there are none', () => {
    expect(readRows(GOOD).columns.span).toHaveLength(0)
  })

  it.each([
    ['"error"', true],
    ['"STATUS_CODE_ERROR"', true],
    ['2', true],
    ['503', true],
    ['"500"', true],
    ['"ok"', false],
    ['200', false],
    ['0', false],
    ['null', false],
    ['{"code":2}', false],
  ])('reads status %s as failed: %s', (status, failed) => {
    expect(rowsOf(readRows(`{"duration_ms":1,"status":${status}}`))[0]!.failed).toBe(failed)
  })

  it('names what is unnamed unknown', () => {
    const unknown = { service: 'unknown', operation: 'unknown' }
    expect(
      rowsOf(readRows('{"duration_ms":1}', '{"duration_ms":1,"service":null,"operation":""}')),
    ).toMatchObject([unknown, unknown])
  })
})

describe('rejected rows', () => {
  it.each([
    ['{}', 'the row is empty'],
    ['null', 'the row is null, not an object'],
    ['5', 'the row is a number, not an object'],
    ['[1]', 'the row is a list, not an object'],
    ['{"service":"s"}', 'duration_ms is missing'],
    ['{"duration_ms":null}', 'duration_ms is null, not a number'],
    ['{"duration_ms":true}', 'duration_ms is a boolean, not a number'],
    ['{"duration_ms":[5]}', 'duration_ms is a list, not a number'],
    ['{"duration_ms":{"a":5}}', 'duration_ms is an object, not a number'],
    ['{"duration_ms":-5}', 'duration_ms is negative'],
    ['{"duration_ms":"-0.1"}', 'duration_ms is negative'],
    ['{"duration_ms":1e400}', 'duration_ms is not finite'],
    ['{"duration_ms":1e101}', 'duration_ms is over 1e100'],
    ['{"duration_ms":"NaN"}', 'duration_ms is not finite'],
    ['{"duration_ms":"+Inf"}', 'duration_ms is not finite'],
    ['{"duration_ms":""}', 'duration_ms is text that is no number'],
    ['{"duration_ms":"0x10"}', 'duration_ms is text that is no number'],
    ['{"duration_ms":1,"operation":["a"]}', 'operation is a list, not a string'],
    ['{"duration_ms":1,"operation":{}}', 'operation is an object, not a string'],
    ['{"duration_ms":1,"service":7}', 'service is a number, not a string'],
    ['{"duration_ms":1,"trace_id":{}}', 'trace_id is an object, not a string'],
  ])('%s: %s', (row, reason) => {
    const body = readRows(GOOD, row, GOOD)
    expect(body.rejected).toEqual({ count: 1, rows: [{ index: 1, reason }] })
    expect(rowsOf(body).map(({ index }) => index)).toEqual([0, 2])
  })

  it.each([
    ['"12.5"', 12.5],
    ['"1e3"', 1000],
    ['" 7 "', 7],
    ['".5"', 0.5],
    ['-0', 0],
    ['0', 0],
    ['9007199254740993', 9007199254740992],
    ['1E-2', 0.01],
  ])('does not count %s among them', (value, ms) => {
    expect(rowsOf(readRows(`{"duration_ms":${value}}`))).toMatchObject([{ ms }])
  })

  it('are all counted, and a hundred listed', () => {
    const body = readRows(...Array<string>(250).fill('{}'), GOOD)
    expect(body.rejected.count).toBe(250)
    expect(body.rejected.rows).toHaveLength(100)
    expect(body.columns.length).toBe(1)
  })

  it('cost no other row, however many there are', () => {
    const rows = Array.from({ length: 5000 }, (_, i) =>
      i === 4321 ? '{"duration_ms":null}' : GOOD,
    )
    expect(readRows(...rows)).toMatchObject({ columns: { length: 4999 }, rejected: { count: 1 } })
  })
})

describe('times', () => {
  it.each([
    ['"2025-11-22T10:00:00Z"', 1763805600],
    ['"2025-11-22T10:00:00"', 1763805600],
    ['"2025-11-22 10:00:00.25"', 1763805600.25],
    ['"2025-11-22T15:30:00.123456789+05:30"', 1763805600.1234567],
    ['"2025-11-22T02:00:00-0800"', 1763805600],
    ['"2025-11-22t12:00:00+02"', 1763805600],
    ['"\\u0032025-11-22T10:00:00Z"', 1763805600],
    ['1763805600', 1763805600],
    ['1763805600.5', 1763805600.5],
    ['1763805600000', 1763805600],
    ['1763805600000000', 1763805600],
    ['1763805600000000000', 1763805600],
    ['"1763805600000000000"', 1763805600],
    ['"1763805600.5"', 1763805600.5],
    ['0', 0],
  ])('%s', (text, at) => {
    const body = readRows(`{"duration_ms":1,"timestamp":${text}}`)
    expect(body.columns.timestamp[0]).toBeCloseTo(at, 6)
    expect(body.warnings).toEqual([])
  })

  it.each([
    '"yesterday"',
    '"2025-13-01T00:00:00Z"',
    '"2025-02-29T00:00:00Z"',
    '"2025-11-22T24:00:00Z"',
    '"2025-11-22T10:00:00."',
    '"2025-11-22T10:00:00Zz"',
    '"2025-11-22T10:00:00+99:00"',
    '"20x5-11-22T10:00:00Z"',
    '""',
    'true',
    '{}',
    '1e300',
  ])('%s is none, and counted in a warning', (text) => {
    const body = readRows(`{"duration_ms":1,"timestamp":${text}}`, GOOD)
    expect(body.columns.timestamp[0]).toBeNaN()
    expect(body.columns.length).toBe(2)
    expect(body.warnings).toEqual([
      expect.stringMatching(/^1 rows have a timestamp that is neither/),
    ])
  })

  it('may be absent', () => {
    const body = readRows('{"duration_ms":1,"timestamp":null}', '{"duration_ms":1}')
    expect([...body.columns.timestamp]).toEqual([NaN, NaN])
    expect(body.warnings).toEqual([])
  })

  // Date.parse is the oracle for whole milliseconds.
  it('agree with Date', () => {
    const date = fc.date({
      min: new Date('0001-01-01'),
      max: new Date('9999-12-31'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(date, (when) => {
        const { columns } = readRows(`{"duration_ms":1,"timestamp":"${when.toISOString()}"}`)
        expect(columns.timestamp[0]).toBeCloseTo(when.getTime() / 1000, 4)
      }),
    )
  })
})

describe('limits', () => {
  it('cut long names and ids between characters, with a warning', () => {
    const long = 'é'.repeat(1_000_000)
    const body = readRows(`{"duration_ms":1,"operation":"${long}","trace_id":"${long}"}`)
    expect(rowsOf(body)).toMatchObject([{ operation: 'é'.repeat(512), trace: 'é'.repeat(128) }])
    expect(body.warnings).toEqual(['2 texts were cut: names to 1024 bytes, ids to 256'])
    const odd = readRows(`{"duration_ms":1,"operation":"a${long}"}`)
    expect(rowsOf(odd)).toMatchObject([{ operation: `a${'é'.repeat(511)}` }])
  })

  it('count names that are too many as one', () => {
    const rows = Array.from({ length: 9 }, (_, i) => `{"duration_ms":1,"operation":"op${i % 5}"}`)
    const body = read(`{"traces":[${rows.join(',')}]}`, { distinctNames: 4 })
    expect(rowsOf(body).map(({ operation }) => operation)).toEqual([
      'op0',
      'op1',
      'op2',
      '__other__',
      '__other__',
      'op0',
      'op1',
      'op2',
      '__other__',
    ])
    expect(body.warnings).toEqual([
      'more than 4 different services and operations; 3 further ones were counted as __other__',
    ])
  })

  it('refuse more rows than allowed', () => {
    expect(errorOf(`{"traces":[${GOOD},${GOOD},${GOOD}]}`, { rows: 2 })).toMatchObject({
      code: 'INPUT_TOO_LARGE',
      statusCode: 413,
      message: 'the number of rows is over the limit of 2',
    })
  })

  it('do not stop at deep nesting, which costs no stack', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    expect(readRows(`{"x":${deep},"duration_ms":1}`).columns.length).toBe(1)
    expect(readRows(deep, GOOD).rejected.rows).toEqual([
      { index: 0, reason: 'the row is a list, not an object' },
    ])
    expect(errorOf(`{"traces":[{"x":${deep}}]}`, { nesting: 1000 }).message).toContain(
      'at most 1000 levels of nesting',
    )
  })
})

describe('bodies that are refused', () => {
  it.each([
    ['', 'the body ends at byte 0, line 1: expected an object {"traces": [rows]} (body)', 'body'],
    ['[]', 'body is not an object; send {"traces": [rows]}', 'body'],
    ['{}', 'traces is missing; send {"traces": [rows]}', 'traces'],
    ['{"traces":null}', 'traces is null, not a list of rows', 'traces'],
    ['{"traces":{}}', 'traces is an object, not a list of rows', 'traces'],
    ['{"traces":[],"service_name":5}', 'service_name is not a string', 'service_name'],
    [
      '{"traces":[]} x',
      'malformed JSON at byte 14, line 1: expected nothing after the end of the object (body)',
      'body',
    ],
    [
      '{"traces":[{}',
      "the body ends at byte 13, line 1: expected ',' or ']' (traces[0])",
      'traces[0]',
    ],
    [
      '{"traces":[{},\n{"service":"a" "b"}]}',
      "malformed JSON at byte 30, line 2: expected ',' or '}' (traces[1])",
      'traces[1]',
    ],
    [
      '{"traces":[{"duration_ms":01}]}',
      'malformed JSON at byte 27, line 1: expected no digit after a leading zero (traces[0].duration_ms)',
      'traces[0].duration_ms',
    ],
    [
      '{"traces":[{"service":"a\n"}]}',
      'malformed JSON at byte 24, line 1: expected no bare control character in a string (traces[0].service)',
      'traces[0].service',
    ],
    [
      String.raw`{"traces":[{"service":"\x"}]}`,
      'malformed JSON at byte 24, line 1: expected one of " \\ / b f n r t u after a backslash (traces[0].service)',
      'traces[0].service',
    ],
  ])('%j', (text, message, place) => {
    const error = errorOf(text)
    expect(error).toMatchObject({ code: 'INPUT_INVALID', statusCode: 400, message })
    expect(error.faults.map((fault) => fault.place)).toEqual([place])
  })

  it.each([
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['-Infinity', '-Infinity'],
    ['nan', 'NaN'],
    ['-inf', '-Infinity'],
  ])('%s is named as the cause', (literal, name) => {
    const text = `{"traces":[${GOOD},{"duration_ms": ${literal}}]}`
    const error = errorOf(text)
    const at = text.indexOf(literal) + (literal.startsWith('-') ? 1 : 0)
    expect(error.message).toBe(
      `literal ${name} at byte ${at}, line 1 (traces[1].duration_ms): JSON has no ${name}; send null or leave the row out`,
    )
    expect(error.faults[0]!.place).toBe('traces[1].duration_ms')
  })

  it('are not echoed', () => {
    const secret = 'hunter2'.repeat(50)
    const error = errorOf(`{"traces":[{"operation":"${secret}" oops ${secret}`)
    expect(JSON.stringify([error.message, error.faults])).not.toContain('hunter2')
  })
})

/** JSON as people and programs write it, and as nobody does. */
const anyJson = fc.jsonValue({ maxDepth: 4 })
const field = fc.constantFrom(
  'trace_id',
  'service',
  'operation',
  'duration_ms',
  'timestamp',
  'span_id',
  'parent_id',
  'status',
  'x',
)
const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('12.5', '-1', '2025-11-22T10:00:00Z', '', 'a', 'b', null, true),
  anyJson,
)
const row = fc.oneof(
  { weight: 5, arbitrary: fc.dictionary(field, value, { maxKeys: 9 }) },
  { weight: 1, arbitrary: anyJson },
)
const body = fc
  .tuple(
    fc.array(row, { maxLength: 8 }),
    fc.dictionary(fc.string(), anyJson, { maxKeys: 3 }),
    fc.constantFrom(undefined, 1, '\t'),
  )
  .map(([traces, rest, indent]) => JSON.stringify({ ...rest, traces }, null, indent))

/** What the rows say according to JSON.parse. */
function expectedRows(text: string) {
  const { traces } = JSON.parse(text) as { traces: unknown[] }
  return traces.flatMap((one, index) => {
    const fields = (typeof one === 'object' && one !== null ? one : {}) as Record<string, unknown>
    const ms = durationOf(fields['duration_ms'])
    const service = nameOf(fields['service'])
    const operation = nameOf(fields['operation'])
    const hasId = !['boolean', 'object'].includes(typeof (fields['trace_id'] ?? ''))
    const usable = !Array.isArray(one) && ms !== undefined && service && operation && hasId
    return usable ? [{ index, service, operation, ms }] : []
  })
}

function nameOf(raw: unknown): string | undefined {
  if (raw === undefined || raw === null || raw === '') return 'unknown'
  return typeof raw === 'string' ? raw.toWellFormed() : undefined
}

function durationOf(raw: unknown): number | undefined {
  const text = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i
  const number = typeof raw === 'string' && text.test(raw) ? Number(raw) : raw
  if (typeof number !== 'number' || !(number >= 0 && number <= 1e100)) return undefined
  return number + 0
}

const digits = (max: number) =>
  fc.array(fc.nat(9), { minLength: 1, maxLength: max }).map((list) => list.join(''))

describe('against JSON.parse', () => {
  it('reads the same rows and numbers', () => {
    fc.assert(
      fc.property(body, (text) => {
        const found = readTraceBody(Buffer.from(text), { nameBytes: 1e6, idBytes: 1e6 })
        const rows = rowsOf(found).map(({ index, service, operation, ms }) => ({
          index,
          service,
          operation,
          ms,
        }))
        expect(rows).toEqual(expectedRows(text))
      }),
      { numRuns: 500 },
    )
  })

  it('accepts and refuses the same bytes when some are damaged', () => {
    const damage = fc.array(
      fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }), fc.constantFrom('set', 'cut', 'add')),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    let refused = 0
    let accepted = 0
    fc.assert(
      fc.property(body, damage, (text, changes) => {
        let bytes = Buffer.from(text)
        for (const [where, byte, how] of changes) {
          const at = where % bytes.length
          const middle = how === 'cut' ? [] : [byte]
          bytes = Buffer.concat([
            bytes.subarray(0, at),
            Buffer.from(middle),
            bytes.subarray(how === 'add' ? at : at + 1),
          ])
          if (bytes.length === 0) break
        }
        const oracle = parsed(bytes.toString())
        if (oracle === undefined) refused++
        else accepted++
        const accepts = acceptsAsJson(bytes)
        expect(accepts).toBe(oracle !== undefined)
      }),
      { numRuns: 2000 },
    )
    // Otherwise the property would say nothing.
    expect(Math.min(refused, accepted)).toBeGreaterThan(200)
  })

  it('reads every number as JSON.parse does', () => {
    const written = fc
      .tuple(
        fc.constantFrom('', '-'),
        digits(21),
        fc.option(digits(25)),
        fc.option(fc.integer({ min: -330, max: 330 })),
      )
      .map(
        ([sign, whole, decimals, exponent]) =>
          sign +
          whole.replace(/^0+(?=\d)/, '') +
          (decimals === null ? '' : `.${decimals}`) +
          (exponent === null ? '' : `e${exponent}`),
      )
    const anyNumber = fc.oneof(
      written,
      fc
        .double({ noNaN: true, noDefaultInfinity: true })
        .map(String)
        .map((text) => text.replace('e+', 'e')),
    )
    fc.assert(
      fc.property(anyNumber, (text) => {
        const expected = JSON.parse(text) as number
        const { columns, rejected } = readRows(`{"duration_ms":${text}}`)
        const isDuration = expected >= 0 && expected <= 1e100
        expect([...columns.durationMs]).toEqual(isDuration ? [expected + 0] : [])
        expect(rejected.count).toBe(isDuration ? 0 : 1)
      }),
      { numRuns: 2000 },
    )
  })
})

/** Everything that a program may do to a text when it writes it: escapes, or the characters. */
const letter = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', '0', 'é', '€', '😀', '/', '"', '\\', '\n') },
  { weight: 1, arbitrary: fc.constantFrom('\ud800', '\udc00', '\0', '\u007f', '\u2028') },
)
const HANDY: Readonly<Record<string, string>> = { '/': String.raw`\/`, '\n': String.raw`\n` }
const writtenText = fc
  .array(fc.tuple(letter, fc.nat(2)), { maxLength: 12 })
  .map((parts) => `"${parts.map(([one, how]) => writtenLetter(one, how)).join('')}"`)

function writtenLetter(one: string, how: number): string {
  const plain = JSON.stringify(one).slice(1, -1)
  if (how === 0) return plain
  if (how === 1 && HANDY[one]) return HANDY[one]
  const units = Array.from({ length: one.length }, (_, i) => one.charCodeAt(i))
  return units.map((unit) => String.raw`\u${unit.toString(16).padStart(4, '0')}`).join('')
}

const space = fc
  .array(fc.constantFrom(' ', '\n', '\t', '\r'), { maxLength: 3 })
  .map((s) => s.join(''))
const nested = fc
  .tuple(fc.array(fc.constantFrom('[', '{"a":', '[1,', '{"b":"}","c":'), { maxLength: 200 }), space)
  .map(([opened, gap]) => {
    const closed = opened.map((one) => gap + (one.startsWith('[') ? ']' : '}')).toReversed()
    return `${opened.join(gap)}null${closed.join('')}`
  })
const numberAsText = fc
  .oneof(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), fc.nat())
  .map((number) => `"${number}"`)
const bareNumber = fc.constantFrom(
  '0',
  '-0',
  '1',
  '2.5',
  '17.000000000000004',
  '9e2',
  '1E+3',
  '12345678901234567890',
)
const writtenValue = fc.oneof(
  { weight: 4, arbitrary: writtenText },
  { weight: 2, arbitrary: bareNumber },
  { weight: 2, arbitrary: numberAsText },
  { weight: 1, arbitrary: nested },
  { weight: 1, arbitrary: fc.constantFrom('null', 'true', 'false', '""', '[]', '{}') },
)
/** A value that suits the key, mostly. */
const valueFor = fc
  .tuple(writtenText, fc.oneof(bareNumber, numberAsText), writtenValue, fc.nat(19))
  .map(([text, number, other, odd]) => (key: string) => {
    if (odd === 0) return other
    return key === 'duration_ms' || key === 'timestamp' ? number : text
  })
/** One order of keys for all rows, as a program writes them; now and then a row that differs. */
const writtenBody = fc
  .tuple(
    fc.array(field, { maxLength: 40 }).map((keys) => ['duration_ms', ...keys]),
    fc.array(fc.tuple(fc.infiniteStream(valueFor), fc.infiniteStream(space), fc.nat(9)), {
      maxLength: 12,
    }),
  )
  .map(([keys, rows]) => {
    const written = rows.map(([values, spaces, odd]) => {
      const gap = () => (odd === 0 ? spaces.next().value : '')
      const fields = (odd === 1 ? keys.toReversed() : keys).map((key) => {
        const name = odd === 2 ? writtenLetter(key, 2) : key
        return `${gap()}"${name}"${gap()}:${gap()}${values.next().value(key)}${gap()}`
      })
      return `${gap()}{${fields.join(',')}}${gap()}`
    })
    return `{"traces":[${written.join(',')}]}`
  })

describe('rows as programs write them, against JSON.parse', () => {
  it('are read alike, with any escapes, gaps, depth and keys that come twice', () => {
    let used = 0
    fc.assert(
      fc.property(writtenBody, (text) => {
        const found = rowsOf(readTraceBody(Buffer.from(text)))
        const { traces } = JSON.parse(text) as { traces: Record<string, unknown>[] }
        const expected = expectedRows(text)
        used += expected.length
        expect(found).toMatchObject(expected)
        expect(found.map(({ trace }) => trace)).toEqual(
          expected.map(({ index }) => idOf(traces[index]!['trace_id'])),
        )
      }),
      { numRuns: 500 },
    )
    expect(used).toBeGreaterThan(500)
  })

  it('give equal ids equal numbers, over more rows than one batch holds', () => {
    const id = fc.oneof(
      fc.nat(3000).map((n) => `"${n}"`),
      writtenText,
      fc.constant('null'),
    )
    fc.assert(
      fc.property(fc.array(id, { minLength: 1, maxLength: 60 }), fc.nat(3000), (ids, first) => {
        const rows = Array.from({ length: 2500 }, (_, i) => {
          const link = `"span_id":"s${i}","parent_id":${ids[(i * 7) % ids.length]}`
          return `{"duration_ms":1,"trace_id":${ids[i % ids.length]}${i < first ? '' : `,${link}`}}`
        })
        const { columns } = readRows(...rows)
        const parsedIds = ids.map((one) => textOf(JSON.parse(one)))
        expect(rowsOf({ columns } as TraceBody).map(({ trace }) => trace)).toEqual(
          rows.map((_, i) => parsedIds[i % ids.length]),
        )
        expectSameGroups(
          columns.trace,
          rows.map((_, i) => parsedIds[i % ids.length]!),
        )
        if (first >= rows.length) return
        const parents = rows.map((_, i) => (i < first ? '' : parsedIds[(i * 7) % ids.length]!))
        expectSameGroups(
          columns.parent,
          parents.map((one) => (/^0*$/.test(one) ? '' : one)),
        )
        expect(new Set(columns.span).size).toBe(rows.length - first + (first > 0 ? 1 : 0))
      }),
      { numRuns: 20 },
    )
  })
})

/** Equal texts have equal numbers, different ones different numbers, and '' has 0. */
function expectSameGroups(numbers: Uint32Array, texts: readonly string[]): void {
  const pairs = new Map(texts.map((text, i) => [text, numbers[i]!]))
  expect([...numbers]).toEqual(texts.map((text) => pairs.get(text)))
  expect(new Set(pairs.values()).size).toBe(pairs.size)
  expect(pairs.get('') ?? 0).toBe(0)
}

/** Ids that are numbers keep their digits, which JSON.parse does not. */
function idOf(raw: unknown): unknown {
  return typeof raw === 'number' ? expect.stringMatching(/^[-\d.eE+]+$/) : textOf(raw)
}

function textOf(raw: unknown): string {
  return typeof raw === 'string' ? raw.toWellFormed() : ''
}

function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}

/** A body of another shape is refused too, but as what it is: it did parse. */
function acceptsAsJson(bytes: Buffer): boolean {
  try {
    readTraceBody(bytes)
    return true
  } catch (error) {
    const { message } = error as RootOpsError
    return /^(body|traces|service_name) is /.test(message)
  }
}
