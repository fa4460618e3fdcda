/** Asks the model, as the app of each framework does. */
export async function ask(question: string): Promise<string> {
  const response = await fetch('https://api.openai.com/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${process.env['OPENAI_API_KEY']}` },
    body: JSON.stringify({ model: 'gpt-5-mini', messages: [{ role: 'user', content: question }] }),
  })
  if (!response.ok) throw new Error(await response.text())
  const { choices } = (await response.json()) as { choices: Array<{ message: { content: string } }> }
  return choices[0]!.message.content
}
