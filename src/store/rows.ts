import type { Event, Mute } from '../model/event.ts'
import type { Finding } from '../model/finding.ts'
import type { Incident } from '../model/incident.ts'
import type { Statement, Voice } from '../model/ledger.ts'
import type { Prediction } from '../model/prediction.ts'
import type { Signal } from '../model/signal.ts'
import { toColumn, toDocument, toTime } from './document.ts'
import { MAX_FINDINGS } from './tables.ts'

/** The words of the model as rows of the tables; the inverse is `fromDocument`. */

export function signalRow(signal: Signal, seen: number) {
  return { ...named(signal), seen, document: toDocument(signal) }
}

export function findingRow(finding: Finding) {
  return { ...named(finding), ...timed(finding.start, finding.end, finding) }
}

export function incidentRow({ findings: _linked, ...incident }: Incident) {
  return {
    id: toColumn(incident.id),
    state: incident.state,
    ...timed(incident.start, incident.end, incident),
  }
}

export function incidentFindingRows({ id, findings }: Incident) {
  return findings.slice(0, MAX_FINDINGS).map((finding, position) => ({
    incident_id: toColumn(id),
    finding_id: toColumn(finding.id),
    position,
  }))
}

export function incidentEntityRows({ id, entities, findings }: Incident) {
  const names = new Set([...entities, ...findings.map(({ service }) => service)])
  return [...names].map((entity) => ({ incident_id: toColumn(id), entity: toColumn(entity) }))
}

export function predictionRow(prediction: Prediction) {
  return {
    ...named(prediction),
    state: prediction.state,
    class: prediction.class,
    ...timed(prediction.opened_at, prediction.closed_at, prediction),
  }
}

export function statementRow(statement: Statement) {
  const { prediction, made_at, horizon_seconds, probability, reference } = statement
  return {
    ...named(statement),
    prediction: prediction === null ? null : toColumn(prediction),
    signal: toColumn(statement.signal),
    class: statement.class,
    state: statement.outcome,
    due: made_at + horizon_seconds,
    probability,
    reference,
    ...timed(made_at, statement.settled_at, statement),
  }
}

export function voiceRow({ class: name, silent, since }: Voice) {
  return { class: name, silent: silent ? 1 : 0, since: toTime(since, name) }
}

export function eventRow(event: Event) {
  return {
    id: toColumn(event.id),
    service: event.service === undefined ? null : toColumn(event.service),
    ...timed(event.timestamp, event.timestamp, event),
  }
}

export function muteRow(mute: Mute) {
  return {
    id: toColumn(mute.id),
    entity: mute.entity === undefined ? null : toColumn(mute.entity),
    ...timed(mute.start, mute.end, mute),
  }
}

function named({ id, entity, service }: { id: string; entity: string; service: string }) {
  return { id: toColumn(id), entity: toColumn(entity), service: toColumn(service) }
}

function timed(start: number, end: number | null, thing: { id: string }) {
  return {
    start_time: toTime(start, thing.id),
    end_time: end === null ? null : toTime(end, thing.id),
    document: toDocument(thing),
  }
}
