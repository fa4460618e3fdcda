/** A step of a test, during and after its run. */
export interface StepRecord {
  readonly name: string
  /** The name without its parameters. */
  readonly template: string
  /** The enclosing step. */
  readonly parent?: StepRecord
  state: 'running' | 'passed' | 'recovered' | 'failed'
  /** The error of the step, then the error of its recovery. */
  readonly errors: unknown[]
  readonly steps: StepRecord[]
}

/** Begins a step. */
export function beginStep(name: string, template: string, parent: StepRecord | undefined): StepRecord {
  return { name, template, ...(parent && { parent }), state: 'running', errors: [], steps: [] }
}

/** Names of the enclosing steps and of the step, outermost first, joined by ` > `. */
export function stepPath({ name, parent }: StepRecord): string {
  return parent === undefined ? name : `${stepPath(parent)} > ${name}`
}

/** The same without parameters, which may be private: for logs and reports. */
export function templatePath({ template, parent }: StepRecord): string {
  return parent === undefined ? template : `${templatePath(parent)} > ${template}`
}
