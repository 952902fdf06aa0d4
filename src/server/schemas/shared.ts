import type { FastifyInstance } from 'fastify'

import {
  ForecastAnalysisSchema,
  JudgedColumnsSchema,
  LogAnalysisSchema,
  MetricAnalysisSchema,
  StatusSchema,
} from './analyses.ts'
import { ComparisonSchema } from './comparison.ts'
import { LoadAnalysisSchema } from './load-analysis.ts'
import { ClassSkillSchema, StatementSchema } from './ledger.ts'
import {
  EventSchema,
  FeedbackSchema,
  FindingSchema,
  IncidentSchema,
  MuteSchema,
  PredictionSchema,
  SignalSchema,
  WatchedSignalSchema,
} from './model.ts'
import { OperationDetailSchema, OperationSchema, ServiceGraphSchema } from './operations.ts'
import { refTo } from './describes.ts'
import { ProblemSchema } from './problem.ts'
import { TraceAnalysisSchema } from './trace-analysis.ts'
import type { Problem } from '../problem.ts'

/** Makes the documents' schemas known by their `$id`, once, as components of the OpenAPI document. */
export function addSharedSchemas(app: FastifyInstance): void {
  for (const schema of [
    ClassSkillSchema,
    ComparisonSchema,
    EventSchema,
    FeedbackSchema,
    FindingSchema,
    ForecastAnalysisSchema,
    IncidentSchema,
    JudgedColumnsSchema,
    LoadAnalysisSchema,
    LogAnalysisSchema,
    MetricAnalysisSchema,
    MuteSchema,
    OperationSchema,
    OperationDetailSchema,
    PredictionSchema,
    ProblemSchema,
    ServiceGraphSchema,
    SignalSchema,
    StatementSchema,
    StatusSchema,
    TraceAnalysisSchema,
    WatchedSignalSchema,
  ])
    app.addSchema(schema)
}

/** The problem answers of a route, by status, for its documentation. */
export function problems<const Status extends number>(...statuses: Status[]) {
  const problem = {
    description: 'A problem document.',
    content: { 'application/problem+json': { schema: refTo<Problem>('Problem') } },
  }
  return Object.fromEntries(statuses.map((status) => [status, problem])) as Record<
    Status,
    typeof problem
  >
}
