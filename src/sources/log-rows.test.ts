import { describe, expect, test } from 'vitest'
import { RootOpsError } from '../errors.ts'
import { readLogBody } from './log-rows.ts'

const NOW = Date.UTC(2026, 10, 22, 12) / 1000

const read = (body: string, contentType = 'application/json') =>
  readLogBody(Buffer.from(body), contentType, { now: NOW })
const readRows = (rows: readonly unknown[]) => read(JSON.stringify({ logs: rows }))
const readText = (...lines: string[]) => read(lines.join('\n'), 'text/plain')
const seconds = (iso: string) => Date.parse(iso) / 1000

describe('rows', () => {
  test.each([
    ['warning', 'warning'],
    ['WARN', 'warning'],
    ['Information', 'info'],
    ['NOTICE', 'info'],
    ['err', 'error'],
    ['SEVERE', 'error'],
    ['CRITICAL', 'fatal'],
    ['crit', 'fatal'],
    ['FATAL', 'fatal'],
    ['emerg', 'fatal'],
    ['alert', 'fatal'],
    ['panic', 'fatal'],
    ['verbose', 'trace'],
    ['app.ERROR', 'error'],
    ['[info]', 'info'],
    [10, 'trace'],
    [30, 'info'],
    [35, 'info'],
    [50, 'error'],
    ['60', 'fatal'],
    [0, 'fatal'],
    [3, 'error'],
    [4, 'warning'],
    [7, 'debug'],
    ['purple', 'unknown'],
    [999, 'unknown'],
    [null, 'unknown'],
    [['error'], 'unknown'],
    [{ name: 'error' }, 'unknown'],
  ])('level %j is %s', (level, expected) => {
    expect(readRows([{ level, message: 'x' }]).columns.level).toEqual([expected])
  })

  test('OpenTelemetry severity numbers are no syslog numbers', () => {
    const rows = [1, 9, 13, 17, 24].map((severityNumber) => ({ severityNumber, body: 'x' }))
    expect(readRows(rows).columns.level).toEqual(['trace', 'info', 'warning', 'error', 'fatal'])
  })

  test('a message that is no text becomes text, null is rejected, nothing else is lost', () => {
    const { columns, rejected } = readRows([
      { message: 5 },
      { message: { code: 7 } },
      { message: null },
      { level: 'error' },
      'just text',
      7,
      null,
      { message: 'ok', service: 'shop' },
    ])
    expect(columns.message).toEqual(['5', '{"code":7}', 'just text', 'ok'])
    expect(columns.service).toEqual(['', '', '', 'shop'])
    expect(columns.length).toBe(4)
    expect(rejected).toEqual({
      count: 4,
      rows: [
        { index: 2, reason: 'message is null' },
        { index: 3, reason: 'message is missing' },
        { index: 5, reason: 'is not an object' },
        { index: 6, reason: 'is not an object' },
      ],
    })
  })

  test.each([
    ['2026-11-22T10:00:00', '2026-11-22T10:00:00Z'],
    ['2026-11-22 10:00:00,250', '2026-11-22T10:00:00.250Z'],
    ['2026-11-22T10:00:00+02:00', '2026-11-22T08:00:00Z'],
    [1_795_341_600, '2026-11-22T10:00:00Z'],
    [1_795_341_600_000, '2026-11-22T10:00:00Z'],
    ['1795341600000000000', '2026-11-22T10:00:00Z'],
  ])('time %j', (timestamp, iso) => {
    expect(readRows([{ timestamp, message: 'x' }]).columns.timestamp[0]).toBe(seconds(iso))
  })

  test('a time that cannot be read costs the time and a warning, not the line', () => {
    const { columns, warnings } = readRows([{ timestamp: 'yesterday', message: 'x' }])
    expect(columns.timestamp).toEqual(Float64Array.of(NaN))
    expect(warnings).toEqual([expect.stringContaining('1 timestamps could not be read')])
  })

  test('rejections are counted whole and listed up to a hundred', () => {
    const { rejected } = readRows(Array.from({ length: 150 }, () => null))
    expect(rejected.count).toBe(150)
    expect(rejected.rows).toHaveLength(100)
  })

  test('half a surrogate pair does not survive to break the answer', () => {
    expect(read('{"logs":[{"message":"a\\ud800b"}]}').columns.message).toEqual(['a\ufffdb'])
  })
})

function refused(body: string, type?: string): RootOpsError {
  try {
    read(body, type)
  } catch (error) {
    if (error instanceof RootOpsError) return error
  }
  throw new Error('was not refused')
}

describe('malformed bodies', () => {
  test('are refused with the place and without quoting them', () => {
    const error = refused('{"logs": [{"message": "secret"} {"message": "x"}]}')
    expect(error).toMatchObject({ statusCode: 400, code: 'INPUT_INVALID' })
    expect(error.message).toContain('byte 32')
    expect(error.message).not.toContain('secret')
  })

  test('name a literal NaN', () => {
    expect(refused('{"logs": [{"timestamp": NaN, "message": "x"}]}').message).toContain(
      'literal NaN',
    )
  })

  test.each(['{}', '{"logs": {}}', 'null', '7', '{"logs": null}'])('%s has no list', (body) => {
    expect(refused(body)).toMatchObject({ statusCode: 400, faults: [{ place: 'logs' }] })
  })

  test('more lines than allowed are refused', () => {
    const body = Buffer.from('a\nb\nc')
    expect(() => readLogBody(body, 'text/plain', { lines: 2 })).toThrow(/limit of 2/)
  })
})

test('NDJSON is read by any of its names, bad lines are rejected by number', () => {
  const body = '{"msg":"a","level":30}\n\n{"msg":\n{"msg":"b","time":1795341600}\n'
  for (const type of ['application/x-ndjson', 'application/json']) {
    const { columns, rejected } = read(body, type)
    expect(columns.message).toEqual(['a', 'b'])
    expect(rejected.rows).toEqual([{ index: 2, reason: 'is not valid JSON' }])
  }
})

describe('text', () => {
  test.each([
    [
      '2026-11-22 10:00:00,123 ERROR [main] disk full',
      'error',
      '2026-11-22T10:00:00.123Z',
      '[main] disk full',
    ],
    ['2026-11-22T10:00:00Z WARN slow', 'warning', '2026-11-22T10:00:00Z', 'slow'],
    [
      '2026/11/22 10:00:00 [error] 12#0: *3 connect() failed',
      'error',
      '2026-11-22T10:00:00Z',
      '12#0: *3 connect() failed',
    ],
    [
      '[Sun Nov 22 10:00:00.5 2026] [notice] child init',
      'info',
      '2026-11-22T10:00:00.5Z',
      'child init',
    ],
    [
      'Nov 22 10:00:00 db1 sshd[7]: error: no route',
      'unknown',
      '2026-11-22T10:00:00Z',
      'db1 sshd[7]: error: no route',
    ],
    ['<11>Nov 22 10:00:00 db1 kernel: oops', 'error', '2026-11-22T10:00:00Z', 'db1 kernel: oops'],
    [
      'E1122 10:00:00.500000    7 main.go:5] cannot bind',
      'error',
      '2026-11-22T10:00:00.5Z',
      'cannot bind',
    ],
    [
      '11-22 10:00:00.250  1702  2395 D WindowManager: draw',
      'debug',
      '2026-11-22T10:00:00.250Z',
      'WindowManager: draw',
    ],
    [
      '10.0.0.1 - - [22/Nov/2026:12:00:00 +0200] "GET /"',
      'unknown',
      '2026-11-22T10:00:00Z',
      '"GET /"',
    ],
    [
      'ts=2026-11-22T10:00:00Z level=warn msg="low"',
      'warning',
      null,
      'ts=2026-11-22T10:00:00Z level=warn msg="low"',
    ],
    ['1795341600 INFO up', 'info', '2026-11-22T10:00:00Z', 'up'],
    ['the error was not found', 'unknown', null, 'the error was not found'],
    ['error: it is', 'error', null, 'it is'],
  ])('%s', (line, level, iso, message) => {
    const { columns } = readText(line)
    expect(columns.level).toEqual([level])
    expect(columns.timestamp[0]).toBe(iso === null ? NaN : seconds(iso))
    expect(columns.message).toEqual([message])
  })

  test('a time without a year is the last one before now, and none when now is unknown', () => {
    expect(readText('Dec 31 10:00:00 a b').columns.timestamp[0]).toBe(
      seconds('2025-12-31T10:00:00Z'),
    )
    const blind = readLogBody(Buffer.from('Dec 31 10:00:00 a b'), 'text/plain')
    expect(blind.columns.timestamp[0]).toBeNaN()
  })

  test('a stack trace belongs to its line', () => {
    const { columns } = readText(
      '2026-11-22 10:00:00 ERROR failed',
      'java.lang.IllegalStateException: no',
      '\tat shop.Cart.add(Cart.java:5)',
      'Caused by: java.io.IOException: gone',
      '2026-11-22 10:00:01 INFO next',
    )
    expect(columns.message).toEqual([
      expect.stringMatching(/^failed\njava.*\n\tat.*\nCaused/),
      'next',
    ])
  })

  test('indented lines without any head stay lines', () => {
    expect(readText('  one', '  two').columns.message).toEqual(['one', 'two'])
  })

  test('JSON lines among text are rows; braces alone are text', () => {
    const { columns, rejected } = readText('{"level":"error","msg":"a"}', '{cart} started')
    expect(columns.message).toEqual(['a', '{cart} started'])
    expect(columns.level).toEqual(['error', 'unknown'])
    expect(rejected.count).toBe(0)
  })
})
