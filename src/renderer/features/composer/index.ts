export { inMode, POLICY_CHOICES, SANDBOX_CHOICES } from './access.ts'
export { Composer } from './Composer.tsx'
