/** The words that components ask for, in the person's language. */
import type { CopyWords } from '../components/CopyField'
import { m } from '../paraglide/messages.js'

/** For everything that can be copied. */
export const copyWords = (): CopyWords => ({ copy: m.copy(), copied: m.copied(), failed: m.copy_failed() })
