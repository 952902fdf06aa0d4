import type { Finding } from '../model/finding.ts'
import type { Cause } from '../model/incident.ts'
import { byOnset, FIRST_TO_CHANGE } from './causes.ts'
import { formatTime } from './clock-time.ts'
import type { IncidentContext } from './context.ts'
import { bySeverity, severityOf } from './severity.ts'

/** More names than this make a list, not a sentence. */
const MAX_NAMES = 4

/** A short paragraph: the worst finding, what came first, who else is affected, whether it is over. */
export function summarizeIncident(
  findings: readonly Finding[],
  causes: readonly Cause[],
  context: IncidentContext,
): string {
  const worst = findings.toSorted(byImpact(context))[0]
  if (worst === undefined) return 'Nothing is known of it.'
  const first = firstElsewhere(worst, findings, causes)
  const sentences = [
    worst.summary,
    first ? `First to change was ${first.service}: ${first.what}` : '',
    sayOthers(findings, [worst.service, first?.service]),
    sayEnd(findings, context.now),
  ]
  return sentences
    .filter((sentence) => sentence !== '')
    .map((sentence) => `${sentence}.`)
    .join(' ')
}

function byImpact({ signalOf }: IncidentContext) {
  const severity = (finding: Finding) => severityOf(finding, signalOf?.(finding.signal)?.role)
  return (a: Finding, b: Finding) =>
    bySeverity(severity(a), severity(b)) ||
    b.alert_score - a.alert_score ||
    b.score - a.score ||
    byOnset(a, b)
}

/** Only where one service was alone at the start, and something else than the worst shows it. */
function firstElsewhere(worst: Finding, findings: readonly Finding[], [cause]: readonly Cause[]) {
  const told = `${FIRST_TO_CHANGE}: `
  const reason = cause?.reasons.find((text) => text.startsWith(told))
  if (cause === undefined || reason === undefined) return undefined
  const first = findings.toSorted(byOnset).find(({ service }) => service === cause.service)
  if (first === undefined || first.id === worst.id) return undefined
  return { service: cause.service, what: reason.slice(told.length) }
}

function sayOthers(findings: readonly Finding[], told: readonly (string | undefined)[]): string {
  const services = new Set(findings.map(({ service }) => service))
  const others = [...services].filter((service) => !told.includes(service))
  if (others.length > 0) return `Also affected: ${sayNames(others)}`
  const signals = new Set(findings.map(({ signal }) => signal)).size - 1
  if (services.size > 1 || signals === 0) return ''
  const goesOn = findings.some(({ end }) => end === null)
  const [one, many] = goesOn ? ['is', 'are'] : ['was', 'were']
  return `${signals} more of its signals ${signals === 1 ? one : many} unusual`
}

function sayNames(names: readonly string[]): string {
  const told = names.slice(0, names.length > MAX_NAMES ? MAX_NAMES - 1 : MAX_NAMES)
  const rest = names.length - told.length
  const all = rest > 0 ? [...told, `${rest} more`] : told
  return all.length === 1 ? all[0]! : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`
}

function sayEnd(findings: readonly Finding[], now: number): string {
  if (findings.length === 1 || findings.some(({ end }) => end === null)) return ''
  const end = Math.max(...findings.map((finding) => finding.end ?? -Infinity))
  // A shift or drift ends when it has been learned, which is not the same as going back.
  const stayed = findings.some(({ kind }) => kind === 'level_shift' || kind === 'drift')
  const said = stayed ? 'Nothing more has changed since' : 'Everything was back to usual at'
  return `${said} ${formatTime(end, now)}`
}
