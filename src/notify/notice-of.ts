import type { Incident } from '../model/incident.ts'
import type { Notice } from '../model/notice.ts'
import type { Prediction } from '../model/prediction.ts'

/** More causes than this nobody reads in a message. */
const MAX_CAUSES = 3

/**
 * What is told of the incident. `before` is what was told last: service and entity stay as they were
 * told first, and what is over keeps the severity under which it was known.
 */
export function noticeOfIncident(incident: Incident, before: Notice | undefined): Notice {
  const { id, start, end, summary, entities, findings } = incident
  const causes = incident.causes.slice(0, MAX_CAUSES)
  const first = findings.find(({ service }) => service === causes[0]?.service) ?? findings[0]
  return {
    id,
    about: 'incident',
    severity: end !== null && before ? before.severity : incident.severity,
    service: before?.service ?? causes[0]?.service ?? first?.service ?? '',
    entity: before?.entity ?? first?.entity ?? entities[0] ?? '',
    start,
    end,
    summary,
    causes,
  }
}

/** `now`: unix seconds; the end of what was closed without an outcome. */
export function noticeOfPrediction(prediction: Prediction, now: number): Notice {
  const { id, service, entity, opened_at, closed_at, state, summary } = prediction
  return {
    id,
    about: 'prediction',
    severity: 'info',
    service,
    entity,
    start: opened_at,
    end: state === 'open' ? null : (closed_at ?? now),
    // Findings and predictions are sentences without their full stop.
    summary: summary.endsWith('.') ? summary : `${summary}.`,
    causes: [],
  }
}
