import { expect, test } from 'vitest'

import { serverUnderTest } from '../../../test/server-under-test.ts'
import type { OpenApiDocument } from '../render-docs.ts'

const PROMISED = [
  'GET /metrics',
  'GET /-/healthy',
  'GET /-/ready',
  'POST /-/reload',
  'GET /health',
  'GET /api/v1/openapi.json',
  'POST /api/v1/analyze/traces',
  'POST /api/v1/analyze/logs',
  'POST /api/v1/analyze/metrics',
  'POST /api/v1/analyze/load',
  'POST /api/v1/forecast',
  'GET /api/v1/signals',
  'GET /api/v1/signals/{id}',
  'GET /api/v1/signals/{id}/chart',
  'GET /api/v1/findings',
  'GET /api/v1/incidents',
  'GET /api/v1/incidents/{id}',
  'GET /api/v1/predictions',
  'GET /api/v1/predictions/ledger',
  'GET /api/v1/predictions/skill',
  'POST /api/v1/incidents/{id}/feedback',
  'GET /api/v1/mutes',
  'POST /api/v1/mutes',
  'GET /api/v1/events',
  'POST /api/v1/events',
  'POST /api/v1/alerts/webhook',
  'GET /api/v1/status',
  'GET /api/v1/status/config',
  'GET /api/v1/status/flags',
  'GET /api/v1/status/buildinfo',
  'GET /api/v1/status/runtimeinfo',
  'GET /api/v1/stream',
  'GET /api/v1/operations',
  'GET /api/v1/operations/{id}',
  'GET /api/v1/service-graph',
  'POST /api/v1/compare',
]

test('OpenAPI 3.1 holds every promised route and no reference leads nowhere', async () => {
  const { app } = await serverUnderTest()
  const answer = await app.inject('/api/v1/openapi.json')
  const document = answer.json<OpenApiDocument & { openapi: string }>()
  expect(document.openapi).toBe('3.1.0')
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(routes.filter((route) => !route.startsWith('HEAD')).toSorted()).toEqual(
    PROMISED.toSorted(),
  )
  const names = Object.keys(document.components?.schemas ?? {})
  for (const [, target] of answer.body.matchAll(/"\$ref":"([^"]+)"/g))
    expect(names.map((name) => `#/components/schemas/${name}`)).toContain(target)
})

test('the document shows paths below the prefix, with the prefix as its server', async () => {
  const { app } = await serverUnderTest({ routePrefix: '/r' })
  const document = (await app.inject('/r/api/v1/openapi.json')).json<
    OpenApiDocument & { servers: { url: string }[] }
  >()
  expect(document.servers).toEqual([{ url: '/r' }])
  expect(Object.keys(document.paths)).toContain('/api/v1/incidents')
})

test('the documentation needs no script and nothing from elsewhere', async () => {
  const { app } = await serverUnderTest()
  const { body } = await app.inject('/docs')
  expect(body).toContain('/api/v1/analyze/traces')
  expect(body).not.toMatch(/<script|<style|style=|https?:\/\/(?!json-schema)/)
  expect((await app.inject('/docs.css')).headers['content-type']).toContain('text/css')
})
