/** A node of a parsed program, in the form of ESTree. */
export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

/** Parses the text of a module. Throws an error for a text that is none. */
export type Parse = (text: string) => { readonly body: readonly SyntaxNode[] }

/** The object that a module exports as its default, or gives to a function such as `defineConfig`, or returns. */
export function exportedObject(body: readonly SyntaxNode[]): SyntaxNode | undefined {
  const exported = body.find(({ type }) => type === 'ExportDefaultDeclaration')
  return exported && objectIn(exported['declaration'] as SyntaxNode, body)
}

function objectIn(node: SyntaxNode, body: readonly SyntaxNode[]): SyntaxNode | undefined {
  switch (node.type) {
    case 'ObjectExpression':
      return node
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return objectIn(node['expression'] as SyntaxNode, body)
    case 'CallExpression':
      return argumentOf(node, body)
    case 'ArrowFunctionExpression':
      return returnedBy(node['body'] as SyntaxNode, body)
    case 'Identifier':
      return variableOf(node['name'] as string, body)
    default:
      return undefined
  }
}

/** `mergeConfig(base, { … })` and the like may take plugins from elsewhere. */
function argumentOf({ callee, arguments: given }: SyntaxNode, body: readonly SyntaxNode[]): SyntaxNode | undefined {
  const [argument, ...others] = given as SyntaxNode[]
  const isDefine = /^define\w*Config$/.test(String((callee as SyntaxNode)['name']))
  return isDefine && argument !== undefined && others.length === 0 ? objectIn(argument, body) : undefined
}

function returnedBy(node: SyntaxNode, body: readonly SyntaxNode[]): SyntaxNode | undefined {
  if (node.type !== 'BlockStatement') return objectIn(node, body)
  const statements = node['body'] as SyntaxNode[]
  const returns = statements.filter(({ type }) => type === 'ReturnStatement')
  const hasBranches = statements.some(({ type }) => /^(If|Switch|Try|For|While)/.test(type))
  const [returned] = returns
  return returned === undefined || hasBranches ? undefined : objectIn(returned['argument'] as SyntaxNode, body)
}

function variableOf(name: string, body: readonly SyntaxNode[]): SyntaxNode | undefined {
  const declarators = body
    .filter(({ type }) => type === 'VariableDeclaration')
    .flatMap(({ declarations }) => declarations as SyntaxNode[])
  const init = declarators.find(({ id }) => (id as SyntaxNode)['name'] === name)?.['init'] as SyntaxNode | null
  // A variable that is its own value would never end.
  return init === null || init === undefined || init.type === 'Identifier' ? undefined : objectIn(init, body)
}

/** The property of an object by its name. */
export function propertyOf(object: SyntaxNode, name: string): SyntaxNode | undefined {
  return propertiesOf(object).find(({ key }) => {
    const { name: word, value } = (key ?? {}) as { readonly name?: unknown; readonly value?: unknown }
    return word === name || value === name
  })
}

/** The properties of an object in their order, with spread ones. */
export function propertiesOf(object: SyntaxNode): readonly SyntaxNode[] {
  return object['properties'] as readonly SyntaxNode[]
}
