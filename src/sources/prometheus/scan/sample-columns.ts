/**
 * Two columns that grow while samples are read, and are used again for the next series. `left`
 * bounds them: how many samples the whole answer may still bring.
 */
export class SampleColumns {
  timestamps = new Float64Array(1024)
  values = new Float64Array(1024)
  length = 0
  left: number

  constructor(limit: number) {
    this.left = limit
  }

  push(timestamp: number, value: number): void {
    this.reserve()
    this.timestamps[this.length] = timestamp
    this.values[this.length] = value
    this.length++
  }

  /** Makes room for at least one more sample. */
  reserve(): void {
    if (this.length < this.timestamps.length) return
    this.timestamps = doubled(this.timestamps)
    this.values = doubled(this.values)
  }

  isAscending(): boolean {
    for (let i = 1; i < this.length; i++)
      if (!(this.timestamps[i]! > this.timestamps[i - 1]!)) return false
    return true
  }

  /** Copies of exactly what was read; the columns are empty again. */
  take(): { timestamps: Float64Array; values: Float64Array } {
    const taken = {
      timestamps: this.timestamps.slice(0, this.length),
      values: this.values.slice(0, this.length),
    }
    this.left -= this.length
    this.length = 0
    return taken
  }
}

function doubled(column: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * column.length)
  larger.set(column)
  return larger
}
