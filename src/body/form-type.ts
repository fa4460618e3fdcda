/** Whether a text under this content type is a URL-encoded form. */
export function isFormType(contentType: string | readonly string[] | undefined): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(String(contentType))
}
