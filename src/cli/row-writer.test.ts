import { describe, expect, it } from 'vitest'

import { RowWriter } from './row-writer.ts'

function collector() {
  const chunks: string[] = []
  const writer = new RowWriter((bytes) => {
    chunks.push(Buffer.from(bytes).toString())
    return Promise.resolve()
  })
  return { chunks, writer }
}

describe('RowWriter', () => {
  it('sets cells apart, and leaves one empty where there is no number', async () => {
    const { chunks, writer } = collector()
    writer.text('grüß')
    writer.number(NaN, 7)
    writer.number(1 / 3, 4)
    writer.written(Buffer.from('1,2.50 ,3'), 2)
    writer.endRow()
    writer.bytes(Buffer.from('x'))
    writer.number(Infinity, 7)
    writer.endRow()
    await writer.flush()
    expect(chunks.join('')).toBe('grüß,,0.3333,2.50\nx,\n')
  })

  it('takes cells longer than its buffer, and hands everything on once', async () => {
    const { chunks, writer } = collector()
    const long = 'ä'.repeat(200_000)
    let expected = ''
    for (let row = 0; row < 5; row++) {
      writer.text(long)
      writer.bytes(Buffer.from(`${long}${row}`))
      writer.endRow()
      expected += `${long},${long}${row}\n`
      if (writer.isFull) await writer.flush()
    }
    await writer.flush()
    await writer.flush()
    expect(chunks.length).toBe(5)
    expect(chunks.join('') === expected).toBe(true)
  })
})
