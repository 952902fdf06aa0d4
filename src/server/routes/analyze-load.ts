import type { Analyses } from '../../engine/engine.ts'
import { ANALYSIS_BODIES } from '../schemas/analysis-bodies.ts'
import type { AnalysisRoute } from './analyses.ts'

export function loadAnalysis(analyses: Analyses): AnalysisRoute {
  return {
    url: '/api/v1/analyze/load',
    summary:
      'What load is safe, how near its peaks will come, and whether latency is worse at the same load',
    body: ANALYSIS_BODIES.load,
    answer: 'LoadAnalysis',
    analyse: (body) => analyses.load(body),
  }
}
