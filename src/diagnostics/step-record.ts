/** A part of a test while it runs, and after. */
export interface StepRecord {
  readonly name: string
  /** The step it is a part of. */
  readonly parent?: StepRecord
  state: 'running' | 'passed' | 'recovered' | 'failed'
  /** What the step threw, then what its recovery threw. */
  readonly errors: unknown[]
  readonly steps: StepRecord[]
}

/** Begins a step. */
export function beginStep(name: string, parent: StepRecord | undefined): StepRecord {
  return { name, ...(parent && { parent }), state: 'running', errors: [], steps: [] }
}

/** The names of a step and of those around it, the outermost first, joined by ` > `. */
export function stepPath({ name, parent }: StepRecord): string {
  return parent === undefined ? name : `${stepPath(parent)} > ${name}`
}
