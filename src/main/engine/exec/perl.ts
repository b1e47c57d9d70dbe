import { findProgram } from '../programs.ts'

/** A workspace's own Perl could do as it likes with what it is told to start. */
const TRUSTED_PATH = '/usr/bin:/bin'

let perl: string | null | undefined

/** The system's Perl, which comes with nearly every distribution; null where it does not. */
export const trustedPerl = (): string | null => (perl ??= findProgram('perl', TRUSTED_PATH))
