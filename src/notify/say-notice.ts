import type { Message, Notice, NoticeEvent } from '../model/notice.ts'

/** Ends at the first full stop behind which a new sentence begins. */
const FIRST_SENTENCE = /^.+?\.(?=\s+\p{Lu}|\s*$)/su

/** The first sentence: what is the matter. */
export function headlineOf({ summary }: Pick<Notice, 'summary'>): string {
  return (FIRST_SENTENCE.exec(summary)?.[0] ?? summary).trim()
}

/** The whole paragraph, and below it the likely causes, best first. */
export function describeNotice(notice: Notice): string {
  const causes = listCauses(notice)
  return causes.length === 0
    ? notice.summary
    : [notice.summary, '', 'Likely causes:', ...causes].join('\n')
}

/** `1. cart: first to change: error rate at 14:03 UTC`. */
export function listCauses({ causes }: Pick<Notice, 'causes'>): string[] {
  return causes.map(({ service, reasons }, i) =>
    [`${i + 1}. ${service}`, ...(reasons.length > 0 ? [reasons.join('; ')] : [])].join(': '),
  )
}

const BEGINNINGS: Readonly<Record<NoticeEvent, string>> = {
  opened: '',
  reopened: 'Again: ',
  worsened: 'Now worse: ',
  resolved: 'Over: ',
}

/** One line for a change: `Over: p95 latency of cart rose to 512 ms.` */
export function sayChange({ event, notice }: Message): string {
  return `${BEGINNINGS[event]}${headlineOf(notice)}`
}
