import type { Reachable } from '../destination.ts'
import { alertmanagerTeller } from './alertmanager.ts'
import { pagerdutyTeller } from './pagerduty.ts'
import { slackTeller } from './slack.ts'
import type { Teller, TellingContext } from './teller.ts'
import { webhookTeller } from './webhook.ts'

export function tellerOf(destination: Reachable, context: TellingContext): Teller {
  switch (destination.kind) {
    case 'alertmanager':
      return alertmanagerTeller(destination, context)
    case 'webhook':
      return webhookTeller(destination, context)
    case 'slack':
      return slackTeller(destination, context)
    case 'pagerduty':
      return pagerdutyTeller(destination, context)
  }
}
