import { describe, expect, it } from 'vitest'

import { readLogCsv } from '../../sources/files/log-csv.ts'
import { readSpanCsv } from '../../sources/files/span-csv.ts'
import { findCauses } from './cause-job.ts'
import { openRecording } from './recording.ts'

const START = 1_700_000_000

/** One trace a second of shop -> cart -> db; from `slowFrom` on db takes 80 ms more of its own. */
function spansCsv({
  from,
  seconds,
  slowFrom = Infinity,
}: {
  from: number
  seconds: number
  slowFrom?: number
}) {
  const lines = Array.from({ length: seconds }, (_, i) => {
    const time = (from + i) * 1e6
    const jitter = (i % 5) * 200
    const more = from + i >= slowFrom ? 80_000 : 0
    return [
      `${i},1,,shop,GET /,${time},${40_000 + jitter + more}`,
      `${i},2,1,cart,get,${time + 1000},${30_000 + jitter + more}`,
      `${i},3,2,db,query,${time + 2000},${20_000 + jitter + more}`,
    ].join('\n')
  })
  return Buffer.from(
    `trace_id,span_id,parent_id,service,operation,start_us,duration_us\n${lines.join('\n')}\n`,
  )
}

const nothing = { signals: [], history: [], recordings: [], edges: [] }

describe('findCauses', () => {
  it('finds the service that became slow, from what came before in the same file', () => {
    const spans = readSpanCsv(
      spansCsv({ from: START, seconds: 1200, slowFrom: START + 1000 }),
      'traces.csv',
    )
    const { causes, inconclusive } = findCauses({
      ...nothing,
      at: START + 1060,
      recording: openRecording(spans),
    })
    expect(inconclusive).toBe(false)
    expect(causes[0]!.service).toBe('db')
    expect(causes[0]!.reasons[0]).toMatch(/^query took 100 ms of its own, usually 20.\d ms/)
  })

  it('names nobody when nothing changed', () => {
    const spans = readSpanCsv(spansCsv({ from: START, seconds: 1200 }), 'traces.csv')
    const answer = findCauses({ ...nothing, at: START + 1060, recording: openRecording(spans) })
    expect(answer.inconclusive).toBe(true)
    expect(answer.causes).toEqual([])
  })

  it('joins lines to the calls that wrote them', () => {
    const spans = readSpanCsv(spansCsv({ from: START, seconds: 1200 }), 'traces.csv')
    const lines = Array.from({ length: 1200 }, (_, i) =>
      i < 1000 || i % 4 === 0 ? `${(START + i) * 1e6},db,${i},3,found ${i} rows` : '',
    ).filter((line) => line !== '')
    const logs = readLogCsv(
      Buffer.from(`time_us,service,trace,span,message\n${lines.join('\n')}\n`),
      'logs.csv',
    )
    const answer = findCauses({
      ...nothing,
      at: START + 1060,
      recording: openRecording(spans, logs),
    })
    expect(answer.causes.map(({ service }) => service)).toEqual(['db'])
    expect(answer.causes[0]!.reasons).toEqual([
      'query logged "found # rows" in 25 % of 200 calls, usually in 100 %',
    ])
  })
})
