/** What worker threads can be asked, by name. Each answers a value or a FailedJob. */
import { answering } from './jobs/answer.ts'
import { chartSeries } from './jobs/chart-job.ts'
import { forecastBody, forecastMany } from './jobs/forecast-job.ts'
import { judgeFrame } from './jobs/judge-job.ts'
import { analyzeLoadBody, analyzeLoadSeries } from './jobs/load-job.ts'
import { compareBody } from './jobs/compare-job.ts'
import { analyzeLogBody } from './jobs/log-job.ts'
import { analyzeMetricBody, analyzeMetricSeries } from './jobs/metric-job.ts'
import { readOtlpBody } from './jobs/otlp-trace-job.ts'
import { predictCrossings } from './jobs/prediction-job.ts'
import { graphOfKept } from './jobs/service-graph-job.ts'
import { analyzeTraceBody } from './jobs/trace-job.ts'

export const judge = answering(judgeFrame)
export const traces = answering(analyzeTraceBody)
export const compare = answering(compareBody)
export const serviceGraph = answering(graphOfKept)
export const otlpTraces = answering(readOtlpBody)
export const logs = answering(analyzeLogBody)
export const metricBody = answering(analyzeMetricBody)
export const metricSeries = answering(analyzeMetricSeries)
export const load = answering(analyzeLoadSeries)
export const loadBody = answering(analyzeLoadBody)
export const forecastRaw = answering(forecastBody)
export const forecastSeries = answering(forecastMany)
export const predict = answering(predictCrossings)
export const chart = answering(chartSeries)
