import { remember } from './remember.ts'

/**
 * The URL of an address. All who ask share it, so nobody may change it.
 *
 * @throws TypeError for a text that is no address.
 */
export const parsedUrl: (text: string) => Readonly<URL> = remember((text) => new URL(text))
