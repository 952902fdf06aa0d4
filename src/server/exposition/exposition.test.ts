import { gunzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { Signal } from '../../model/signal.ts'
import {
  createFakeEngine,
  incidentOf,
  predictionOf,
  scoresOf,
  signalOf,
} from '../../../test/fake-engine.ts'
import { NOW, serverUnderTest } from '../../../test/server-under-test.ts'
import { acceptsGzip, prefersOpenMetrics } from './negotiate.ts'
import { formatHorizon } from './open-gauges.ts'
import { createSignalGauges } from './signal-gauges.ts'
import { signalLabels } from './signal-labels.ts'
import { escapeLabel } from './text.ts'

const signals = (...names: string[]) =>
  names.map((name, i) => signalOf({ id: `id-${i}`, name, entity: 'e' }))

test('one line a signal and family; NaN is left out', () => {
  const scores = scoresOf(signals('a', 'b'), [4.5, 0])
  scores.expected[1] = NaN
  scores.upper[0] = Infinity
  const { text, dropped } = createSignalGauges(10).render(scores)
  const lines = text.split('\n').filter((line) => !line.startsWith('#') && line !== '')
  expect(lines).toEqual([
    'rootops_anomaly_score{signal="a",entity="e",role="rate"} 4.5',
    'rootops_anomaly_score{signal="b",entity="e",role="rate"} 0',
    'rootops_alert_score{signal="a",entity="e",role="rate"} 0',
    'rootops_alert_score{signal="b",entity="e",role="rate"} 0',
    'rootops_expected_value{signal="a",entity="e",role="rate"} 0',
    'rootops_expected_lower{signal="a",entity="e",role="rate"} -1',
    'rootops_expected_lower{signal="b",entity="e",role="rate"} 0',
    'rootops_expected_upper{signal="a",entity="e",role="rate"} +Inf',
    'rootops_expected_upper{signal="b",entity="e",role="rate"} 2',
  ])
  expect(dropped).toBe(0)
})

test('signals of the same name carry their ids', () => {
  const labels = signalLabels(signals('same', 'other', 'same'))
  expect(labels.map((text) => text.split(',')[0])).toEqual([
    'signal="same (id-0)"',
    'signal="other"',
    'signal="same (id-2)"',
  ])
})

test('no two signals ever share labels', () => {
  const name = fc.oneof(
    fc.constantFrom('a', 'a (0)', 'a (1)', '2: a (0)', '\ud800', '\ud801', '\n', String.raw`\n`),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('x'.repeat(300), `${'x'.repeat(300)}y`),
  )
  const entity = fc.constantFrom('e', '"', '')
  fc.assert(
    fc.property(fc.array(fc.record({ name, entity }), { maxLength: 30 }), (records) => {
      const list: Signal[] = records.map((one, i) => signalOf({ ...one, id: String(i) }))
      expect(new Set(signalLabels(list)).size).toBe(list.length)
    }),
  )
})

test('an escaped label is one line, ends where it should and reads back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (value) => {
      const escaped = escapeLabel(value)
      expect(escaped).toMatch(/^(?:[^"\\\n]|\\["\\n])*$/)
      const unescaped = escaped.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c))
      expect(unescaped).toBe(value.toWellFormed())
    }),
  )
})

test('over the cap the highest scores stay, and the rest is counted', () => {
  const scores = scoresOf(signals('a', 'b', 'c', 'd'), [1, 9, 0.5, 5])
  scores.expected[0] = NaN
  const { text, dropped } = createSignalGauges(2).render(scores)
  const shown = [...text.matchAll(/rootops_anomaly_score\{signal="(.)"/g)].map(([, name]) => name)
  expect(shown).toEqual(['b', 'd'])
  expect(dropped).toBe(9)
})

test('under the cap, noise does not change which signals are shown', () => {
  const list = signals('a', 'b', 'c')
  const gauges = createSignalGauges(2)
  const shown = (...score: number[]) =>
    [...gauges.render(scoresOf(list, score)).text.matchAll(/alert_score\{signal="(.)"/g)].map(
      ([, name]) => name,
    )
  expect(shown(0.1, 1.9, 1.2)).toEqual(['a', 'b'])
  expect(shown(0.1, 0.2, 1.9)).toEqual(['a', 'b'])
  expect(shown(NaN, NaN, 3)).toEqual(['a', 'c'])
})

test('the labels follow when the signals change', () => {
  const gauges = createSignalGauges(10)
  gauges.render(scoresOf(signals('a')))
  expect(gauges.render(scoresOf(signals('b'))).text).toContain('signal="b"')
})

test('incidents and predictions are there, times run from now, the likeliest threshold speaks', async () => {
  const list = signals('disk')
  const engine = createFakeEngine({
    scores: () => scoresOf(list),
    openIncidents: () => [incidentOf(), incidentOf({ id: 'i-2' })],
    openPredictions: () => [
      predictionOf({ signal: 'id-0', probability: 0.3, threshold: 200 }),
      predictionOf({ signal: 'id-0', made_at: NOW - 600 }),
      predictionOf({ signal: 'gone' }),
    ],
  })
  const { metrics } = await serverUnderTest({ engine })
  const text = await metrics()
  const labels = 'signal="disk",entity="e",role="rate"'
  const lines = text.split('\n').filter((line) => /^rootops_(forecast_breach|incident)/.test(line))
  expect(lines).toEqual([
    `rootops_forecast_breach_probability{${labels},horizon="6h"} 0.8`,
    `rootops_forecast_breach_seconds{${labels},quantile="0.1"} 3000`,
    `rootops_forecast_breach_seconds{${labels},quantile="0.5"} 6600`,
    'rootops_incident_active{severity="critical"} 2',
    'rootops_incident_active{severity="warning"} 0',
    'rootops_incident_active{severity="info"} 0',
  ])
})

test('without an open prediction there is no breach to show', async () => {
  const engine = createFakeEngine({ scores: () => scoresOf(signals('disk')) })
  const { metrics } = await serverUnderTest({ engine })
  expect(await metrics()).not.toMatch(/^rootops_forecast_breach/m)
})

test('what the cap dropped is counted at each scrape', async () => {
  const engine = createFakeEngine({ scores: () => scoresOf(signals('a', 'b', 'c')) })
  const { app, metrics } = await serverUnderTest({ engine, limits: { exportedSignals: 2 } })
  await app.inject('/metrics')
  expect(await metrics()).toContain('rootops_exported_series_dropped_total 10\n')
})

test.each([
  [3600, '1h'],
  [5400, '90m'],
  [86_400, '1d'],
  [45, '45s'],
  [172_800, '2d'],
])('a horizon of %i s is %s', (seconds, text) => expect(formatHorizon(seconds)).toBe(text))

const PROMETHEUS_2 =
  'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1'
const PROMETHEUS_3 =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2'

test.each([
  [undefined, false],
  ['*/*', false],
  ['text/html,application/xhtml+xml,*/*;q=0.8', false],
  ['text/plain', false],
  ['application/openmetrics-text;version=0.0.1', false],
  ['application/openmetrics-text;version=1.0.0;q=0.2,text/plain;q=0.5', false],
  ['application/openmetrics-text; version=1.0.0; q=0', false],
  [PROMETHEUS_2, true],
  [PROMETHEUS_3, true],
  ['application/openmetrics-text', true],
])('Accept %s prefers OpenMetrics: %s', (accept, expected) => {
  expect(prefersOpenMetrics(accept)).toBe(expected)
})

test.each([
  ['gzip', true],
  ['deflate, GZIP;q=0.5', true],
  ['gzip;q=0', false],
  ['identity', false],
  [undefined, false],
])('Accept-Encoding %s allows gzip: %s', (header, expected) => {
  expect(acceptsGzip(header)).toBe(expected)
})

test('gzip carries the same text', async () => {
  const { app } = await serverUnderTest()
  const answer = await app.inject({ url: '/metrics', headers: { 'accept-encoding': 'gzip' } })
  expect(answer.headers['content-encoding']).toBe('gzip')
  expect(gunzipSync(answer.rawPayload).toString()).toContain(
    'rootops_build_info{version="1.2.3"} 1',
  )
})

test('OpenMetrics obeys its grammar', async () => {
  const engine = createFakeEngine({
    openPredictions: () => [predictionOf({ signal: 'id-0' })],
    scores: () => scoresOf(signals('a "quoted" \\ name', 'le="1"'), [1e-7, 3e22]),
  })
  const { app } = await serverUnderTest({ engine })
  const answer = await app.inject({ url: '/metrics', headers: { accept: PROMETHEUS_2 } })
  expect(answer.headers['content-type']).toBe(
    'application/openmetrics-text; version=1.0.0; charset=utf-8',
  )
  expect(openMetricsFaults(answer.body)).toEqual([])
  expect(answer.body).toContain(String.raw`signal="le=\"1\""`)
})

/** Faults: metadata before samples, families in one piece, suffixes by type, floats as `le`, one EOF. */
function openMetricsFaults(body: string): string[] {
  const lines = body.split('\n')
  const faults = lines.slice(-2).join() === '# EOF,' ? [] : ['does not end in # EOF']
  const families = new Map<string, string>()
  const seen = new Set<string>()
  let family = ''
  for (const line of lines.slice(0, -2)) {
    const type = /^# TYPE (\S+) (\S+)$/.exec(line)
    if (type) {
      family = type[1]!
      if (families.has(family)) faults.push(`family twice: ${line}`)
      if (type[2] === 'counter' && family.endsWith('_total')) faults.push(`_total: ${line}`)
      families.set(family, type[2]!)
    } else if (!line.startsWith('# HELP ')) {
      const fault = sampleFault(line, family, { type: families.get(family)!, seen })
      if (fault) faults.push(`${fault}: ${line}`)
    }
  }
  if (families.size < 20) faults.push(`only ${families.size} families`)
  return faults
}

const SUFFIXES: Record<string, string[]> = {
  counter: ['_total'],
  histogram: ['_bucket', '_count', '_sum'],
  gauge: [''],
  summary: [''],
}
const SAMPLE = /^([a-z_]\w*)(\{(?:\w+="(?:[^"\\\n]|\\["\\n])*",?)*\})? (\S+)$/

function sampleFault(
  line: string,
  family: string,
  { type, seen }: { type: string; seen: Set<string> },
): string | undefined {
  const sample = SAMPLE.exec(line)
  if (!sample) return 'not a sample'
  const [, name = '', labels = '', value = ''] = sample
  if (!name.startsWith(family)) return 'outside of its family'
  if (!SUFFIXES[type]?.includes(name.slice(family.length))) return 'wrong suffix'
  if (Number.isNaN(Number(value.replace('Inf', 'Infinity')))) return 'not a number'
  if (seen.has(name + labels)) return 'twice'
  seen.add(name + labels)
  const le = /[{,]le="([^"]*)"/.exec(labels)?.[1] ?? '0.0'
  return /^(\+Inf|-?\d+\.\d+)$/.test(le) ? undefined : 'le is not a float'
}
