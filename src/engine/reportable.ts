import type { CycleRecord } from '../store/store.ts'

/** What was odd longer ago than this is learned from, not reported, when history is read. */
export const REPORT_SECONDS = 86_400

/** The record without what was over before `since` (unix seconds). */
export function reportable(
  { findings = [], incidents = [] }: Pick<CycleRecord, 'findings' | 'incidents'>,
  since: number,
): Required<Pick<CycleRecord, 'findings' | 'incidents'>> {
  const isNews = ({ end }: { readonly end: number | null }) => end === null || end >= since
  return { findings: findings.filter(isNews), incidents: incidents.filter(isNews) }
}
