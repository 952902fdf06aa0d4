import type { Severity } from '../../model/incident.ts'
import type { Message, Notice } from '../../model/notice.ts'
import { describeNotice, headlineOf } from '../say-notice.ts'
import { linkTo, type TellingContext } from './teller.ts'

/** An alert as Prometheus means it: known by its labels, explained by its annotations. */
export interface Alert {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  /** Unix seconds. */
  readonly start: number
  readonly end: number | null
  readonly link: string | undefined
}

const NAMES = {
  incident: 'RootOpsIncident',
  prediction: 'RootOpsPrediction',
  test: 'RootOpsTest',
} as const

/** What goes on of a notice, or is over. */
export function alertOf(notice: Notice, context: TellingContext): Alert {
  return {
    labels: labelsOf(notice, notice.severity),
    annotations: { summary: headlineOf(notice), description: describeNotice(notice) },
    start: notice.start,
    end: notice.end,
    link: linkTo(notice, context),
  }
}

/**
 * The alerts of a change. The severity is a label, so what has worsened is another alert: the one
 * under the old severity ends as the new one begins.
 */
export function alertsOf({ notice, before, created }: Message, context: TellingContext): Alert[] {
  const alert = alertOf(notice, context)
  if (before === undefined) return [alert]
  const end = Math.max(notice.start, created)
  return [{ ...alert, labels: labelsOf(notice, before), end }, alert]
}

/** An empty label is the same as none. */
function labelsOf({ id, about, service, entity }: Notice, severity: Severity) {
  return {
    alertname: NAMES[about],
    job: 'rootops',
    ...(about !== 'test' && { [about]: id }),
    severity,
    ...(service !== '' && { service }),
    ...(entity !== '' && { entity }),
  }
}

/** Of several alerts with the same labels the last one, in the order of these. */
export function lastOfEach(alerts: readonly Alert[]): Alert[] {
  const byLabels = new Map<string, Alert>()
  for (const alert of alerts) {
    const key = JSON.stringify(alert.labels)
    byLabels.delete(key)
    byLabels.set(key, alert)
  }
  return [...byLabels.values()]
}
