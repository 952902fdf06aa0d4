export function sumOf<T>(items: readonly T[], numberOf: (item: T) => number): number {
  return items.reduce((sum, item) => sum + numberOf(item), 0)
}

/** NaN when there is nothing. */
export function meanOf(numbers: readonly number[]): number {
  return sumOf(numbers, (number) => number) / numbers.length
}
