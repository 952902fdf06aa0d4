import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { Counter } from 'prom-client'

import type { ForecastAnalysis, MetricAnalysis } from '../../model/metric-analysis.ts'
import type { LogAnalysis } from '../../model/log-analysis.ts'
import type { TraceAnalysis, Verdict } from '../../model/trace-analysis.ts'
import type { Telemetry } from '../../telemetry.ts'
import type { ServerContext } from '../options.ts'
import { admitAnalyses } from '../plugins/admission.ts'
import { acceptRawBodies } from '../plugins/raw-bodies.ts'
import { ANALYSIS_BODIES } from '../schemas/analysis-bodies.ts'
import { refTo } from '../schemas/describes.ts'
import { problems } from '../schemas/shared.ts'
import { loadAnalysis } from './analyze-load.ts'

export interface AnalysisRoute {
  readonly url: string
  readonly summary: string
  readonly body: object
  /** The `$id` of the answer's schema. */
  readonly answer: string
  readonly analyse: (body: Uint8Array, contentType: string) => Promise<unknown>
}

/**
 * The analyses that people and scripts ask for. The bytes of a body go to the engine as they came:
 * its workers parse them, so that the biggest body does not hold up other requests.
 */
export const analysisRoutes: FastifyPluginAsync<ServerContext> = async (app, context) => {
  const { limits } = context
  const admission = admitAnalyses(app, limits)

  function add(scope: FastifyInstance, { url, summary, body, answer, analyse }: AnalysisRoute) {
    scope.post(
      url,
      {
        bodyLimit: limits.bodyBytes,
        validatorCompiler: () => () => true,
        schema: {
          summary,
          tags: ['analyse'],
          body,
          response: { 200: refTo(answer), ...problems(400, 413, 415, 422, 503) },
        },
      },
      (request) => admission.placeOf(request).hold(() => analyse(...bytesAndType(request))),
    )
  }

  await app.register(async (json) => {
    acceptRawBodies(json, ['application/json'])
    for (const route of jsonAnalyses(context)) add(json, route)
  })
  await app.register(async (lines) => {
    acceptRawBodies(lines, ['application/json', 'application/x-ndjson', 'text/plain'])
    add(lines, logAnalysis(context))
  })
}

function jsonAnalyses({ engine: { analyses }, telemetry }: ServerContext): AnalysisRoute[] {
  return [
    {
      url: '/api/v1/analyze/traces',
      summary: 'What is slow, failing or odd in spans or bare trace rows',
      body: ANALYSIS_BODIES.traces,
      answer: 'TraceAnalysis',
      analyse(body): Promise<TraceAnalysis> {
        const counted = countVerdict(telemetry.traceAnalyses, analyses.traces(body))
        return countRejected(telemetry, 'trace_row', counted)
      },
    },
    {
      url: '/api/v1/analyze/metrics',
      summary: 'What is odd in the series of a query, or of an answer of query_range',
      body: ANALYSIS_BODIES.metrics,
      answer: 'MetricAnalysis',
      analyse: (body): Promise<MetricAnalysis> => analyses.metrics(body),
    },
    loadAnalysis(analyses),
    {
      url: '/api/v1/forecast',
      summary: 'What comes next, and how probable it is to cross a threshold',
      body: ANALYSIS_BODIES.forecast,
      answer: 'ForecastAnalysis',
      analyse: (body) => countForecasts(telemetry.predictions, analyses.forecast(body)),
    },
  ]
}

function logAnalysis({ engine: { analyses }, telemetry }: ServerContext): AnalysisRoute {
  return {
    url: '/api/v1/analyze/logs',
    summary: 'Patterns in log lines, and which of them are new or surging',
    body: ANALYSIS_BODIES.logs,
    answer: 'LogAnalysis',
    analyse(body, contentType): Promise<LogAnalysis> {
      const counted = countVerdict(telemetry.logAnalyses, analyses.logs(body, contentType))
      return countRejected(telemetry, 'log_line', counted)
    },
  }
}

/** The body (empty when there was none) and its media type without parameters. */
function bytesAndType({ body, headers }: FastifyRequest): [Uint8Array, string] {
  const type = (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
  return [Buffer.isBuffer(body) ? body : new Uint8Array(), type]
}

async function countVerdict<T extends { readonly verdict: Verdict }>(
  counter: Counter<'result'>,
  analysis: Promise<T>,
): Promise<T> {
  try {
    const answer = await analysis
    counter.inc({ result: answer.verdict })
    return answer
  } catch (error) {
    counter.inc({ result: 'error' })
    throw error
  }
}

/** What came in, and what of it could not be used. */
async function countRejected<T extends TraceAnalysis | LogAnalysis>(
  { samplesReceived, samplesRejected }: Pick<Telemetry, 'samplesReceived' | 'samplesRejected'>,
  what: 'trace_row' | 'log_line',
  analysis: Promise<T>,
): Promise<T> {
  const answer = await analysis
  const used = 'trace_count' in answer ? answer.trace_count : answer.log_count
  samplesReceived.inc(used + answer.rejected.count)
  samplesRejected.inc({ reason: `unusable_${what}` }, answer.rejected.count)
  return answer
}

async function countForecasts(
  counter: Counter<'model_type' | 'result'>,
  forecast: Promise<ForecastAnalysis>,
): Promise<ForecastAnalysis> {
  const answer = await forecast
  for (const { verdict } of answer.forecasts)
    counter.inc({ model_type: 'forecast', result: verdict })
  return answer
}
