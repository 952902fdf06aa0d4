import { createRandom } from '../../src/math/random.ts'

/** The first word of a file's name: what was measured, by whom. Files of a family are alike. */
export function familyOf(name: string): string {
  const file = name.slice(name.lastIndexOf('/') + 1)
  return /[A-Za-z]+[0-9]*/.exec(file)?.[0] ?? file
}

/**
 * Deals files into folds so that a family is never split: families in an order drawn from the
 * seed, each to the fold that has the fewest files. Answers the fold of each file.
 */
export function dealFamilies(names: readonly string[], folds: number, seed: number): number[] {
  const families = Map.groupBy(names.keys(), (file) => familyOf(names[file]!))
  const random = createRandom(seed)
  const drawn = [...families.values()]
    .map((files) => ({ files, draw: random() }))
    .sort((a, b) => a.draw - b.draw)
  const sizes = Array.from({ length: folds }, () => 0)
  const foldOf: number[] = []
  for (const { files } of drawn) {
    const fold = sizes.indexOf(Math.min(...sizes))
    sizes[fold]! += files.length
    for (const file of files) foldOf[file] = fold
  }
  return foldOf
}
