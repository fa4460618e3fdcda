/** The ports of providers on this machine. Every test file asks for them, so they stand apart from the providers. */
export const localPorts = { ollama: 11_434 } as const
