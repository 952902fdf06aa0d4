import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { CsvCursor } from './csv-cursor.ts'

function rowsOf(text: string): { line: number; cells: string[] }[] {
  const cursor = new CsvCursor(Buffer.from(text))
  const rows: { line: number; cells: string[] }[] = []
  while (cursor.nextRow()) {
    const row = { line: cursor.line, cells: [] as string[] }
    while (cursor.nextCell()) row.cells.push(cursor.text())
    rows.push(row)
  }
  return rows
}

/** A cell as RFC 4180 has it, in quotes where it must be or where it may be. */
const cell = fc
  .tuple(fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'ü') }), fc.boolean())
  .map(([text, quoted]) => ({
    text,
    written: quoted || /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text,
  }))

describe('CsvCursor', () => {
  it('reads back what was written by the rules, in rows and cells, with their lines', () => {
    // A row that is nothing but blanks is no row.
    const row = fc.array(cell, { minLength: 1, maxLength: 5 }).filter(
      (cells) =>
        cells
          .map(({ written }) => written)
          .join(',')
          .trim() !== '',
    )
    const table = fc.array(row, { maxLength: 6 })
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n'), fc.boolean(), (rows, lineEnd, ended) => {
        const lines = rows.map((cells) => cells.map(({ written }) => written).join(','))
        const text = lines.join(lineEnd) + (ended && lines.length > 0 ? lineEnd : '')
        let line = 1
        const expected = rows.map((cells, i) => {
          const at = line
          line += lines[i]!.split('\n').length
          return { line: at, cells: cells.map((one) => one.text) }
        })
        expect(rowsOf(text)).toEqual(expected)
      }),
    )
  })

  it('passes over blank lines and counts them, and over a byte order mark', () => {
    expect(rowsOf('\uFEFFa,b\n\n  \r\n1,2\n\n')).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 4, cells: ['1', '2'] },
    ])
  })

  it('goes on with the next row, whatever was read of this one', () => {
    const cursor = new CsvCursor(Buffer.from('a,"x\ny",c\nd\n'))
    cursor.nextRow()
    cursor.nextCell()
    expect([cursor.nextRow(), cursor.line, cursor.nextCell(), cursor.text()]).toEqual([
      true,
      3,
      true,
      'd',
    ])
    expect([cursor.nextCell(), cursor.text(), cursor.nextRow()]).toEqual([false, '', false])
  })

  it('takes a quote that never ends to the end', () => {
    expect(rowsOf('a\n"b,c\nd')).toEqual([
      { line: 1, cells: ['a'] },
      { line: 2, cells: ['b,c\nd'] },
    ])
  })
})
