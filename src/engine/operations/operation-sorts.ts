/** What a list of operations can be sorted by. */
export const OPERATION_SORTS = ['rate', 'errors', 'p95', 'time'] as const
export type OperationSort = (typeof OPERATION_SORTS)[number]
