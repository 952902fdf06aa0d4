import type { Secret } from '../model/destination.ts'
import { report, valueOf, type Place } from './block.ts'
import { httpConfig, type HttpConfig } from './http-config.ts'
import { duration, flag, text, url, type Kind } from './kinds.ts'

const USUAL_TIMEOUT_SECONDS = 10

/** What every destination has, under the names that its fields have. */
export function commonOf(
  fields: {
    send_resolved?: Place
    send_predictions?: Place
    timeout?: Place
  },
  usual: { sendResolved: boolean; sendPredictions: boolean },
) {
  return {
    sendResolved: valueOf(fields.send_resolved, flag) ?? usual.sendResolved,
    sendPredictions: valueOf(fields.send_predictions, flag) ?? usual.sendPredictions,
    timeout: valueOf(fields.timeout, duration) ?? USUAL_TIMEOUT_SECONDS,
  }
}

/** The block; a redirect could lead what is told, and the secrets with it, anywhere. */
export function httpOf(place: Place | undefined): HttpConfig {
  const http = valueOf(place, httpConfig) ?? {}
  if (place && http.follow_redirects === true)
    report(place, 'follow_redirects: messages never follow redirects')
  return http
}

/** A secret in its field or in the file that `<field>_file` names; one of the two. */
export function secretOf(
  of: { place: Place; name: string; kind: Kind<string> },
  value: Place | undefined,
  file: Place | undefined,
): Secret {
  const { place, name, kind } = of
  if ((value === undefined) === (file === undefined))
    report(place, `needs either ${name} or ${name}_file`)
  if (file) return { file: valueOf(file, text) ?? '' }
  return { value: valueOf(value, hushed(kind)) ?? '' }
}

/** The kind, but that complaints do not repeat what was written. */
function hushed(kind: Kind<string>): Kind<string> {
  return {
    ...kind,
    parse(raw) {
      try {
        return kind.parse(raw)
      } catch {
        throw new Error(kind === url ? 'expected an http or https URL' : 'expected a text')
      }
    },
  }
}
