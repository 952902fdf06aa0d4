import { bySeverity } from '../incidents/severity.ts'
import type { Notice, NoticeEvent } from '../model/notice.ts'

/** What there is to tell between two states of a notice; undefined: nothing. */
export function changeBetween(before: Notice | undefined, notice: Notice): NoticeEvent | undefined {
  // Whoever learns only now of what is over can do nothing about it.
  if (before === undefined) return notice.end === null ? 'opened' : undefined
  if (before.end !== null) return notice.end === null ? 'reopened' : undefined
  if (notice.end !== null) return 'resolved'
  return bySeverity(notice.severity, before.severity) < 0 ? 'worsened' : undefined
}

/** What tells one change of a kind from the next one of the same incident. */
export function markOf(event: NoticeEvent, notice: Notice, before: Notice | undefined): string {
  const marks: Readonly<Record<NoticeEvent, string>> = {
    opened: '',
    worsened: notice.severity,
    resolved: String(notice.end),
    reopened: String(before?.end),
  }
  return marks[event]
}
