import { expect, test } from 'vitest'

import type { LoadAnalysis } from '../../model/load-analysis.ts'
import { createFakeEngine } from '../../../test/fake-engine.ts'
import { serverUnderTest } from '../../../test/server-under-test.ts'

const interval = { value: 2, lower: 1, upper: 3 }
const answer: LoadAnalysis = {
  timestamp: '2026-01-01T00:00:00Z',
  pair_count: 500,
  verdict: 'ok',
  base_latency: 0.05,
  capacity: interval,
  knee: interval,
  safe_load: null,
  highest_load: 1.5,
  peak: {
    period_seconds: 604_800,
    growth: 1.01,
    horizon_seconds: 2_419_200,
    peak_load: 1.6,
    headroom: 0.25,
    probability: 0.1,
    breach_seconds: { p10: 604_800, p50: null, p90: null },
  },
  same_load: {
    since: 1_800_000_000,
    verdict: 'regressed',
    ratio: interval,
    plain_ratio: 1.1,
    matched_share: 1,
    p_value: 0.01,
  },
  summary: 'latency rises with load',
  warnings: [],
}

test('load reaches the engine byte for byte, and its answer the caller whole', async () => {
  const bodies: string[] = []
  const fake = createFakeEngine()
  const engine = createFakeEngine({
    analyses: {
      ...fake.analyses,
      load: async (body) => {
        bodies.push(Buffer.from(body).toString())
        return answer
      },
    },
  })
  const { app } = await serverUnderTest({ engine })
  const payload = '{"load":{"query":"a"},"latency":{"query":"b"}}'
  const reply = await app.inject({
    method: 'POST',
    url: '/api/v1/analyze/load',
    payload,
    headers: { 'content-type': 'application/json' },
  })
  expect(reply.statusCode).toBe(200)
  expect(reply.json()).toEqual(answer)
  expect(bodies).toEqual([payload])
})

test('the document says what to send and what comes back', async () => {
  const { app } = await serverUnderTest({})
  await app.ready()
  const { post } = app.swagger().paths!['/api/v1/analyze/load'] as {
    post: { requestBody: unknown; responses: Record<string, unknown> }
  }
  expect(JSON.stringify(post.requestBody)).toContain('latency_limit')
  expect(Object.keys(post.responses)).toEqual(['200', '400', '413', '415', '422', '503'])
})
