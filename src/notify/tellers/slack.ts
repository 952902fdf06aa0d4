import { formatSpan, formatTime } from '../../incidents/clock-time.ts'
import type { Message, Notice } from '../../model/notice.ts'
import type { Reachable } from '../destination.ts'
import type { Parcel } from '../parcel.ts'
import { headlineOf, listCauses, sayChange } from '../say-notice.ts'
import { readSecretUrl } from './read-secret.ts'
import { linkTo, type Teller, type TellingContext } from './teller.ts'

/** Slack refuses longer texts: 150 characters in a header, 3,000 in a section. */
const HEADER = 150
const SECTION = 3000
/** Lines of a message about many changes. */
const MOST_LINES = 20

const MAYBE_TOLD = 'This may be a repeat: an earlier try to tell it was broken off.'

/** Slack's incoming webhooks. They know no repeats: a message that may be one says so. */
export function slackTeller(
  { url, channel, username, iconEmoji }: Extract<Reachable, { kind: 'slack' }>,
  context: TellingContext,
): Teller {
  return {
    grouping: 'when_many',
    letterOf: async (parcel, now) => ({
      ...(await readSecretUrl(url)),
      body: {
        ...(channel !== undefined && { channel }),
        ...(username !== undefined && { username }),
        ...(iconEmoji !== undefined && { icon_emoji: iconEmoji }),
        ...contentOf(parcel, now, context),
      },
    }),
  }
}

function contentOf(parcel: Parcel, now: number, context: TellingContext) {
  const [first, ...others] = parcel.messages
  const content =
    others.length === 0 && first
      ? aboutOne(first, now, context)
      : aboutMany(parcel.messages, context)
  const note = parcel.maybeTold ? [aside(MAYBE_TOLD)] : []
  return { text: content.text, blocks: [...content.blocks, ...note] }
}

function aboutOne(message: Message, now: number, context: TellingContext) {
  const { notice } = message
  const causes = listCauses(notice)
  const link = linkTo(notice, context)
  const likely =
    causes.length > 0 ? [section(`*Likely causes*\n${causes.map(plain).join('\n')}`)] : []
  return {
    text: plain(`${titleOf(message)}: ${headlineOf(notice)}`),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cut(titleOf(message), HEADER) } },
      section(plain(notice.summary)),
      ...likely,
      aside(
        plain(sayWhen(notice, now)) + (link === undefined ? '' : ` · <${link}|open in RootOps>`),
      ),
    ],
  }
}

function aboutMany(messages: readonly Message[], context: TellingContext) {
  const title = `${messages.length} changes in RootOps`
  const told = messages.slice(0, MOST_LINES).map((message) => {
    const link = linkTo(message.notice, context)
    const line = plain(`[${message.notice.severity}] ${sayChange(message)}`)
    return `• ${cut(line, SECTION / MOST_LINES - 60)}${link === undefined ? '' : ` <${link}|open>`}`
  })
  const rest = messages.length - told.length
  const lines = rest > 0 ? [...told, `and ${rest} more`] : told
  return {
    text: title,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title } },
      section(lines.join('\n')),
    ],
  }
}

const TITLES = { incident: 'Incident', prediction: 'Prediction', test: 'Test' } as const
const STATES = {
  opened: '',
  reopened: ', opened again',
  worsened: ', now worse',
  resolved: ', over',
} as const

function titleOf({ event, notice }: Message): string {
  const who = notice.service === '' ? '' : ` in ${notice.service}`
  return `${TITLES[notice.about]}${who} (${notice.severity}${STATES[event]})`
}

function sayWhen({ start, end }: Notice, now: number): string {
  return end === null ? `since ${formatTime(start, now)}` : formatSpan(start, end, now)
}

function section(text: string) {
  return { type: 'section', text: { type: 'mrkdwn', text: cut(text, SECTION) } }
}

function aside(text: string) {
  return { type: 'context', elements: [{ type: 'mrkdwn', text }] }
}

/** Slack's own escapes; nothing in a message of ours mentions anybody. */
function plain(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function cut(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text
}
