/** A part of a test while it runs, and after. */
export interface StepRecord {
  readonly name: string
  /** The name before its parameters were filled in. */
  readonly template: string
  /** The step it is a part of. */
  readonly parent?: StepRecord
  state: 'running' | 'passed' | 'recovered' | 'failed'
  /** What the step threw, then what its recovery threw. */
  readonly errors: unknown[]
  readonly steps: StepRecord[]
}

/** Begins a step. */
export function beginStep(name: string, template: string, parent: StepRecord | undefined): StepRecord {
  return { name, template, ...(parent && { parent }), state: 'running', errors: [], steps: [] }
}

/** The names of a step and of those around it, the outermost first, joined by ` > `. */
export function stepPath({ name, parent }: StepRecord): string {
  return parent === undefined ? name : `${stepPath(parent)} > ${name}`
}

/** The same without their parameters, which may be private: for logs and reports. */
export function templatePath({ template, parent }: StepRecord): string {
  return parent === undefined ? template : `${templatePath(parent)} > ${template}`
}
