import { formatRfc3339 } from '../../math/rfc3339.ts'
import type { Reachable } from '../destination.ts'
import type { Letter } from '../http/post.ts'
import { type Alert, alertOf, alertsOf, lastOfEach } from './alert.ts'
import type { Teller, TellingContext } from './teller.ts'

/** An alert that is not told again ends by itself after so long: three times may fail. */
const LASTS_SECONDS = 240

/** Alertmanager, by its API v2: it knows an alert by its labels, so telling it twice is telling it once. */
export function alertmanagerTeller(
  { url }: Extract<Reachable, { kind: 'alertmanager' }>,
  context: TellingContext,
): Teller {
  const letter = (alerts: readonly Alert[], now: number): Letter => ({
    url: `${url}/api/v2/alerts`,
    body: lastOfEach(alerts).map((alert) => postable(alert, now)),
    secrets: [],
  })
  return {
    grouping: 'always',
    letterOf: async ({ messages }, now) =>
      letter(
        messages.flatMap((message) => alertsOf(message, context)),
        now,
      ),
    repeat: async (open, now) =>
      letter(
        open.map((notice) => alertOf(notice, context)),
        now,
      ),
  }
}

function postable({ labels, annotations, start, end, link }: Alert, now: number) {
  return {
    labels,
    annotations,
    startsAt: formatRfc3339(start),
    endsAt: formatRfc3339(end ?? now + LASTS_SECONDS),
    ...(link !== undefined && { generatorURL: link }),
  }
}
