import type { Finding } from '../src/model/finding.ts'
import type { Incident } from '../src/model/incident.ts'
import type { Statement } from '../src/model/ledger.ts'
import type { Prediction } from '../src/model/prediction.ts'
import type { Signal } from '../src/model/signal.ts'

/** Whole things with one detail that matters: tests name that detail and nothing else. */

export function aSignal(over: Partial<Signal> = {}): Signal {
  return {
    id: 's1',
    queryId: 'q1',
    name: 'p95 latency',
    metric: 'http_request_duration_seconds',
    labels: { job: 'checkout' },
    role: 'duration',
    unit: 'seconds',
    bad: 'up',
    entity: 'shop/checkout',
    service: 'checkout',
    ...over,
  }
}

export function aFinding(over: Partial<Finding> = {}): Finding {
  return {
    id: 'f1',
    kind: 'spike',
    signal: 's1',
    entity: 'shop/checkout',
    service: 'checkout',
    start: 1000,
    end: null,
    score: 8.25,
    alert_score: 0.9,
    observed: 0.512,
    expected: 0.1,
    summary: 'p95 latency of checkout rose to 512 ms',
    ...over,
  }
}

export function anIncident(over: Partial<Incident> = {}): Incident {
  return {
    id: 'i1',
    state: 'open',
    severity: 'warning',
    start: 1000,
    end: null,
    summary: 'checkout is slow',
    entities: ['shop/checkout'],
    causes: [{ service: 'checkout', score: 1, reasons: ['first to change'] }],
    alert_score: 0.9,
    findings: [aFinding()],
    ...over,
  }
}

export function aPrediction(over: Partial<Prediction> = {}): Prediction {
  return {
    id: 'p1',
    signal: 's1',
    entity: 'node db-2',
    service: 'db-2',
    threshold: 0,
    direction: 'down',
    horizon_seconds: 86_400,
    probability: 0.91,
    breach_seconds: { p10: 3600, p50: 7200, p90: null },
    summary: '/var/lib on db-2 will be full',
    model: 'exhaustion',
    class: 'exhaustion',
    opened_at: 1000,
    made_at: 1000,
    state: 'open',
    closed_because: null,
    outcome: 'pending',
    closed_at: null,
    ...over,
  }
}

export function aStatement(over: Partial<Statement> = {}): Statement {
  return {
    id: 'st1',
    prediction: null,
    occasion: 'sample',
    signal: 's1',
    entity: 'node db-2',
    service: 'db-2',
    class: 'exhaustion',
    model: 'exhaustion',
    threshold: 1,
    direction: 'up',
    made_at: 1000,
    horizon_seconds: 86_400,
    probability: 0.9,
    reference: 0.1,
    value: 0.8,
    usual_relief: 0,
    outcome: 'pending',
    settled_at: null,
    ...over,
  }
}
